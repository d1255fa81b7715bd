r"""图匹配目标的梯度（gradient of the graph matching objective），边权不对称。
The gradient of the graph matching objective, with weights that are not symmetric.

Claim: \frac{\partial g}{\partial X} = -2(UXB^\top + U^\top XB) - C
"""

import torch

torch.manual_seed(0)
A = torch.randn(5, 5, dtype=torch.float64)
B = torch.randn(3, 3, dtype=torch.float64)
C = torch.randn(5, 3, dtype=torch.float64)
X = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)

U = A - X @ B @ X.T
by_hand = (-2 * (U @ X @ B.T + U.T @ X @ B) - C).detach()

g = U.square().sum() - torch.trace(C.T @ X)
g.backward()
torch.testing.assert_close(X.grad, by_hand)

symmetric = (-4 * U @ X @ B - C).detach()
print("形状 / shape:", tuple(X.grad.shape))
print(f"最大差 / largest difference: {(X.grad - by_hand).abs().max():.1e}")
print(f"误用对称公式 / symmetric formula: {(X.grad - symmetric).abs().max():.1f}")
