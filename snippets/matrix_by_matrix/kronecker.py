r"""Kronecker 积的混合乘积（mixed product），以及转置、逆、迹和行列式。
The mixed product of Kronecker products, and their transpose, inverse, trace and determinant.

Claim: (A\otimes B^\top)(S\otimes T) = (AS)\otimes(B^\top T)
"""

import torch

torch.manual_seed(0)
m, n = 2, 3
A = torch.randn(4, m, dtype=torch.float64)
B = torch.randn(n, 5, dtype=torch.float64)
S = torch.randn(m, m, dtype=torch.float64)
T = torch.randn(n, n, dtype=torch.float64)


def kron(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """转置的张量先整理存储 / transposes are made contiguous first."""
    return torch.kron(left.contiguous(), right.contiguous())


by_hand = kron(A @ S, B.T @ T)
torch.testing.assert_close(kron(A, B.T) @ kron(S, T), by_hand)

det, inv, trace = torch.linalg.det, torch.linalg.inv, torch.trace
torch.testing.assert_close(kron(A, B).T, kron(A.T, B.T))
torch.testing.assert_close(inv(kron(S, T)), kron(inv(S), inv(T)))
torch.testing.assert_close(trace(kron(S, T)), trace(S) * trace(T))
torch.testing.assert_close(det(kron(S, T)), det(S) ** n * det(T) ** m)

print("形状 / shapes:", tuple(kron(A, B.T).shape), tuple(kron(S, T).shape), tuple(by_hand.shape))
print(f"行列式 / determinants: {det(S):.4f}, {det(T):.4f}; {det(kron(S, T)):.6f}")
