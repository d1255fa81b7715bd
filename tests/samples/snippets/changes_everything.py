import builtins
import os
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
torch.set_num_threads(2)
torch.Tensor.changed = True
np.random.seed(7)
os.environ["CHANGED"] = "1"
os.chdir("/")
sys.path.append("/changed")
sys.modules["changed"] = sys
builtins.changed = True
sys.setrecursionlimit(123)
assert torch.get_num_threads() == 2
print("changed")
