r"""第一次反向传播之前没有梯度（no gradient before the first backward）。
Before the first backward pass there is no gradient.

Claim: \frac{\partial\|W\|_F^2}{\partial W} = 2W
"""

import torch

torch.manual_seed(0)
W = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)

try:
    W.grad.zero_()
except AttributeError as error:
    print("原文 / as written:", error)
else:
    raise AssertionError("这里应当出错 / an error was due")

by_hand = (2 * W).detach()
W.square().sum().backward()
torch.testing.assert_close(W.grad, by_hand)

# 同一个张量再求一次，梯度会累加；先清空。
# Gradients of the same tensor add up; clear them first.
W.square().sum().backward()
torch.testing.assert_close(W.grad, 2 * by_hand)
W.grad = None
W.square().sum().backward()
torch.testing.assert_close(W.grad, by_hand)
print(f"清空以后 / after clearing: W.grad / W = {(W.grad / W.detach())[0, 0]:.1f}")
