r"""合页损失对权重的导数（gradient with respect to the weights）。
The gradient of the hinge loss with respect to the weights.

Claim: \frac{\partial g}{\partial W} = \bigl(v - (\mathbf{1}^\top v)y\bigr)x^\top
"""

import torch

torch.manual_seed(0)
W = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)
x = torch.randn(3, dtype=torch.float64)
y = torch.tensor([0, 0, 1, 0, 0], dtype=torch.float64)
Delta = torch.tensor(1.0, dtype=torch.float64)

s = W @ x
margins = s - y @ s + Delta
v = (margins > 0).double() * (1 - y)
by_hand = torch.outer(v - v.sum() * y, x)

g = (1 - y) @ torch.relu(margins)
g.backward()
torch.testing.assert_close(W.grad, by_hand)

# PyTorch 自己的多类间隔损失除以类别数，所以要乘回来。
# PyTorch's own multi-class margin loss divides by the number of classes, so we multiply by it again.
built_in = torch.nn.functional.multi_margin_loss(s[None], y.argmax()[None]) * 5
torch.testing.assert_close(built_in, g)

for row, times in zip(W.grad.tolist(), (v - v.sum() * y).tolist(), strict=True):
    print(f"{times:4.0f} ×  x:", [round(value, 4) for value in row])
