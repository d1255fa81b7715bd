r"""取正部以后对权重的梯度：残差要乘掩码（mask）。
The gradient with respect to the weights behind a ReLU: the residual times the mask.

Claim: \frac{\partial g}{\partial W} = 2X^\top(S\odot M)
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64)
W = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
Y = torch.randn(10, 3, dtype=torch.float64)

S = (torch.relu(X @ W) - Y).detach()
M = (X @ W > 0).to(torch.float64)
by_hand = 2 * X.T @ (S * M)

g = torch.linalg.norm(torch.relu(X @ W) - Y) ** 2
g.backward()
torch.testing.assert_close(W.grad, by_hand)

without_mask = 2 * X.T @ S
gap = (W.grad - without_mask).abs().max()
assert gap > W.grad.abs().max() / 10

print(f"掩码为 0 的元素 / silenced entries: {(M == 0).sum()} / {M.numel()}")
print(f"最大差 / largest difference: {(W.grad - by_hand).abs().max():.1e}")
print(f"忘了掩码时的最大差 / without the mask: {gap:.2f}")
