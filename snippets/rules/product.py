r"""乘积法则（product rule）：增量与微分之差恰好是两个改动之积。
The product rule: change minus differential is just the product of the two changes.

Claim: \mathrm{d}(XZ) = (\mathrm{d}X)Z + X\,\mathrm{d}Z
"""

import torch

torch.manual_seed(0)
X, dX = torch.randn(2, 2, 3, dtype=torch.float64)
Z, dZ = torch.randn(2, 3, 4, dtype=torch.float64)

by_hand = dX @ Z + X @ dZ

_, differential = torch.func.jvp(torch.matmul, (X, Z), (dX, dZ))
torch.testing.assert_close(differential, by_hand)

print("步长 / step，余项 / remainder:")
for h in (1e-1, 1e-2, 1e-3):
    remainder = (X + h * dX) @ (Z + h * dZ) - X @ Z - h * differential
    torch.testing.assert_close(remainder, h * dX @ (h * dZ), atol=1e-14, rtol=0)
    print(f"{h:5.3f}  {remainder.norm():.6e}")
