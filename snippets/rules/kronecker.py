r"""Kronecker 积（Kronecker product）的微分：余项是两个改动的 Kronecker 积。
The differential of a Kronecker product: the remainder is the Kronecker product of the two changes.

Claim: \mathrm{d}(X\otimes Z) = \mathrm{d}X\otimes Z + X\otimes\mathrm{d}Z
"""

import torch

torch.manual_seed(0)
X, dX = torch.randn(2, 2, 3, dtype=torch.float64)
Z, dZ = torch.randn(2, 3, 4, dtype=torch.float64)

by_hand = torch.kron(dX, Z) + torch.kron(X, dZ)

_, differential = torch.func.jvp(torch.kron, (X, Z), (dX, dZ))
torch.testing.assert_close(differential, by_hand)

remainder = torch.kron(X + dX, Z + dZ) - torch.kron(X, Z) - differential
torch.testing.assert_close(remainder, torch.kron(dX, dZ))

swapped = torch.kron(Z, X)
print("X 与 Z / X and Z:", tuple(X.shape), tuple(Z.shape))
print("Kronecker 积 / product:", tuple(differential.shape))
same = torch.allclose(swapped, torch.kron(X, Z))
assert not same
print("次序可换吗 / do the factors commute:", same)
