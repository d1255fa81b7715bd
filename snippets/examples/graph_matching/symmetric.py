r"""图匹配目标的梯度，边权对称（symmetric weights）。
The gradient of the graph matching objective, with symmetric weights.

Claim: \frac{\partial g}{\partial X} = -4UXB - C
"""

import torch

torch.manual_seed(0)
A = torch.randn(5, 5, dtype=torch.float64)
B = torch.randn(3, 3, dtype=torch.float64)
A, B = A + A.T, B + B.T
C = torch.randn(5, 3, dtype=torch.float64)
X = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)

U = A - X @ B @ X.T
by_hand = (-4 * U @ X @ B - C).detach()

g = U.square().sum() - torch.trace(C.T @ X)
g.backward()
torch.testing.assert_close(X.grad, by_hand)

general = (-2 * (U @ X @ B.T + U.T @ X @ B) - C).detach()
torch.testing.assert_close(by_hand, general)
print(f"与一般公式的差 / from the general formula: {(by_hand - general).abs().max():.0e}")
print(f"U 的不对称部分 / skew part of U: {(U - U.T).abs().max():.0e}")
