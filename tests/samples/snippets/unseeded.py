import numpy as np
import torch

assert True
print(np.random.rand())
print(torch.rand(1).item())
