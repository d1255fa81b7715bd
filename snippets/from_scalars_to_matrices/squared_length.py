r"""长度的平方（squared length）的导数，按元素再核对一遍。
The derivative of a squared length, checked by entries too.

Claim: \frac{\partial \|x\|^2}{\partial x} = 2x
"""

import torch

torch.manual_seed(0)
x = torch.randn(5, dtype=torch.float64, requires_grad=True)

by_hand = 2 * x.detach()

x.square().sum().backward()
torch.testing.assert_close(x.grad, by_hand)

# 增量减去微分，剩下的是改动的平方：改动小十倍，剩下的小一百倍。
# Change minus differential is the square of the step: a step ten times smaller leaves a hundredth.
direction = torch.randn(5, dtype=torch.float64)
print("步长 / step，余项 / remainder:")
for step in (1e-1, 1e-2, 1e-3):
    dx = step * direction
    increment = (x.detach() + dx).square().sum() - x.detach().square().sum()
    left_over = increment - x.grad @ dx
    torch.testing.assert_close(left_over, dx.square().sum(), atol=1e-14, rtol=0)
    print(f"{step:5.3f}  {left_over:.6e}")
