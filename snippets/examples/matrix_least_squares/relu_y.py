r"""取正部以后对目标的梯度：没有掩码（no mask）。
The gradient with respect to the targets behind a ReLU: no mask.

Claim: \frac{\partial g}{\partial Y} = -2S
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64)
W = torch.randn(4, 3, dtype=torch.float64)
Y = torch.randn(10, 3, dtype=torch.float64, requires_grad=True)

S = (torch.relu(X @ W) - Y).detach()
M = (X @ W > 0).to(torch.float64)
by_hand = -2 * S

g = torch.linalg.norm(torch.relu(X @ W) - Y) ** 2
g.backward()
torch.testing.assert_close(Y.grad, by_hand)

# 掩码为 0 的位置上 max(XW, 0) 是 0，残差是 -Y，梯度是 2Y，而不是 0。
# Where the mask is 0, max(XW, 0) is 0 and the residual -Y: the gradient is 2Y, not 0.
silenced = M == 0
torch.testing.assert_close(Y.grad[silenced], 2 * Y.detach()[silenced])
zeros = (Y.grad[silenced] == 0).sum()

print("形状 / shape:", tuple(Y.grad.shape))
print(f"掩码为 0 的元素 / silenced entries: {silenced.sum()}")
print(f"其中梯度为 0 的 / of these, with gradient 0: {zeros}")
print(f"最大差 / largest difference: {(Y.grad - by_hand).abs().max():.1e}")
