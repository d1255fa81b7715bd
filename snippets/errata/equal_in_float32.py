r"""单精度与双等号（single precision and ==）不能说明公式正确。
Single precision and == do not show that a formula is right.

Claim: \frac{\partial g}{\partial W} = 2X^\top(XW-Y)
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, requires_grad=True)
W = torch.randn(4, 4, requires_grad=True)
Y = torch.randn(10, 4)

g = torch.linalg.norm(X @ W - Y) ** 2
g.backward()
rounded = (2 * X.T @ (X @ W - Y)).detach()

# 公式是对的，舍入却不一定逐位相同；差多少随机器而变，所以只看它有多小。
# The formula is right, but rounding need not agree bit by bit; the difference depends on the machine, so we only
# ask how small it is.
gap = (W.grad - rounded).abs().max()
assert gap < 1e-4
print("单精度的差小于 / gap in float32 below:", 1e-4)

X, W, Y = X.detach().double(), W.detach().double().requires_grad_(), Y.double()
g = torch.linalg.norm(X @ W - Y) ** 2
g.backward()
by_hand = (2 * X.T @ (X @ W - Y)).detach()
torch.testing.assert_close(W.grad, by_hand, rtol=1e-12, atol=1e-12)
print("双精度的差小于 / gap in float64 below:", 1e-12)
