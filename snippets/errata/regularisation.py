r"""正则项的梯度要与损失一致（regularisation and its gradient must agree）。
The gradient of the regularisation must belong to the one in the loss.

Claim: \frac{\partial (\lambda\|V\|_F^2)}{\partial V} = 2\lambda V
"""

import torch

torch.manual_seed(0)
V = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
lambda_ = 0.1

by_hand = (2 * lambda_ * V).detach()

f = lambda_ * V.square().sum()
f.backward()
torch.testing.assert_close(V.grad, by_hand)

as_written = (lambda_ * V).detach()
ratio = V.grad / as_written
torch.testing.assert_close(ratio, torch.full((4, 3), 2.0, dtype=torch.float64))
print(f"autograd / 原文 as written: {ratio[0, 0]:.1f}")
