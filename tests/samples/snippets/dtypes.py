import torch

a = torch.ones(1)
b = torch.ones(1, dtype=torch.float64)
c = torch.ones(1, dtype=torch.int64)
assert a == b
print(c)
