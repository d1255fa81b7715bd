import os
import sys

import torch

assert not os.listdir()
assert not hasattr(torch.Tensor, "changed")
assert torch.initial_seed() != 7
print(torch.get_default_dtype(), torch.get_num_threads())
print("CHANGED" in os.environ, "/changed" in sys.path, "changed" in sys.modules, "changed" in dir(__builtins__))
print(sys.getrecursionlimit())
