"""线性函数的梯度（gradient）。"""

import torch

a = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
x = torch.zeros(3, dtype=torch.float64, requires_grad=True)
f = a @ x
f.backward()
torch.testing.assert_close(x.grad, a)
assert f.shape == ()
print(x.grad)
