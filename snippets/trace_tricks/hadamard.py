r"""逐元素乘积的换位（moving a Hadamard factor）只在迹里成立。
A Hadamard factor may be moved under a trace only.

Claim: \operatorname{tr}\bigl(U^\top(V\odot W)\bigr) = \operatorname{tr}\bigl((U\odot V)^\top W\bigr)
"""

import torch

torch.manual_seed(0)
U, V, W = torch.randn(3, 4, 2, dtype=torch.float64)

by_hand = torch.trace((U * V).T @ W)
torch.testing.assert_close(torch.trace(U.T @ (V * W)), by_hand)
torch.testing.assert_close((U * V * W).sum(), by_hand)

# 去掉迹：对角线相同，其余元素不同。
# Without the trace: the diagonals agree, the other entries do not.
left, right = U.T @ (V * W), (U * V).T @ W
torch.testing.assert_close(left.diagonal(), right.diagonal())
assert (left - right).abs().max() > 1 / 10

print("左边 / left: ", [[round(entry, 4) for entry in row] for row in left.tolist()])
print("右边 / right:", [[round(entry, 4) for entry in row] for row in right.tolist()])
print(f"两个迹 / both traces: {torch.trace(left):.6f}, {torch.trace(right):.6f}")
