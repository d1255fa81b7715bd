r"""加减的微分（differential of a sum）：没有余项。
The differential of a sum: no remainder.

Claim: \mathrm{d}(X\pm Y) = \mathrm{d}X\pm\mathrm{d}Y
"""

import torch

torch.manual_seed(0)
X, dX, Y, dY = torch.randn(4, 2, 3, dtype=torch.float64)

by_hand = torch.stack([dX + dY, dX - dY])

_, plus = torch.func.jvp(torch.add, (X, Y), (dX, dY))
_, minus = torch.func.jvp(torch.sub, (X, Y), (dX, dY))
torch.testing.assert_close(torch.stack([plus, minus]), by_hand)

# 加减本来就是线性的，增量等于微分，改动不必小。
# Sums are linear to begin with: the change equals the differential, however large it is.
torch.testing.assert_close((X + dX) + (Y + dY) - (X + Y), plus)
remainder = (X + dX) + (Y + dY) - (X + Y) - plus
print("形状 / shape:", tuple(plus.shape), tuple(minus.shape))
print(f"余项 / remainder: {remainder.abs().max():.0e}")
