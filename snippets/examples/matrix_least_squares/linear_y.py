r"""线性最小二乘对目标的梯度（gradient with respect to the targets）。
The gradient of linear least squares with respect to the targets.

Claim: \frac{\partial f}{\partial Y} = -2(XW-Y)
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64)
W = torch.randn(4, 3, dtype=torch.float64)
Y = torch.randn(10, 3, dtype=torch.float64, requires_grad=True)

by_hand = -2 * (X @ W - Y)

f = torch.linalg.norm(X @ W - Y) ** 2
f.backward()
torch.testing.assert_close(Y.grad, by_hand)

# 符号对不对，走一步就知道：逆着梯度走半步，Y 正好到达 XW，损失变成 0。
# One step tells whether the sign is right: half a step against the gradient takes Y to XW, and the loss to 0.
moved = (Y - Y.grad / 2).detach()
torch.testing.assert_close(moved, X @ W)

print("形状 / shape:", tuple(Y.grad.shape))
print(f"损失 / loss: {f:.4f} -> {(X @ W - moved).square().sum():.4f}")
print(f"最大差 / largest difference: {(Y.grad - by_hand).abs().max():.1e}")
