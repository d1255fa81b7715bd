import numpy as np
import numpy.testing as npt
import torch

for _ in range(3):
    assert np.pi > 3
npt.assert_allclose(1.0, 1.0)
torch.testing.assert_close(torch.ones(1), torch.ones(1))
try:
    npt.assert_allclose(1.0, 2.0)
except AssertionError:
    print("not counted")
(lambda: npt.assert_equal(1, 1))()
