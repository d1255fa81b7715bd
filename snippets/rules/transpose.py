r"""转置的微分（differential of a transpose）：次序要颠倒。
The differential of a transpose: the order of factors is reversed.

Claim: \mathrm{d}\bigl((XZ)^\top\bigr) = Z^\top(\mathrm{d}X)^\top + (\mathrm{d}Z)^\top X^\top
"""

import torch

torch.manual_seed(0)
X, dX = torch.randn(2, 2, 3, dtype=torch.float64)
Z, dZ = torch.randn(2, 3, 4, dtype=torch.float64)

by_hand = Z.T @ dX.T + dZ.T @ X.T

_, differential = torch.func.jvp(lambda x, z: (x @ z).T, (X, Z), (dX, dZ))
torch.testing.assert_close(differential, by_hand)

# 先取微分再转置，结果相同。
# First the differential and then the transpose: the result is the same.
_, of_product = torch.func.jvp(torch.matmul, (X, Z), (dX, dZ))
torch.testing.assert_close(of_product.T, differential)

print("XZ 的微分 / d of the product:  ", tuple(of_product.shape))
print("转置的微分 / d of its transpose:", tuple(differential.shape))
