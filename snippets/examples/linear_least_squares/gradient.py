r"""线性最小二乘的梯度（gradient of linear least squares）。
The gradient of linear least squares.

Claim: \frac{\partial f}{\partial w} = 2X^\top(Xw-y)
"""

import torch

torch.manual_seed(0)
X = torch.randn(9, 4, dtype=torch.float64)
w = torch.randn(4, dtype=torch.float64, requires_grad=True)
y = torch.randn(9, dtype=torch.float64)

by_hand = 2 * X.T @ (X @ w - y)

f = (X @ w - y).square().sum()
f.backward()
torch.testing.assert_close(w.grad, by_hand)

# 逆着梯度走一小步，损失下降；步长加倍，降得不到两倍。
# A small step against the gradient lowers the loss; twice the step lowers it by less than twice as much.
steps = [0, 1 / 400, 1 / 200, 1 / 100]
for step in steps:
    moved = (w - step * w.grad).detach()
    print(f"步长 / step {step:.4f}: {(X @ moved - y).square().sum():.4f}")
