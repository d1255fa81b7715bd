import torch

a = torch.ones(2, dtype=torch.float64)
torch.testing.assert_close(
    a,
    2 * a,
)
