r"""反向传播（backpropagation）：从上往下，每层一次矩阵乘向量。
Backpropagation: from the top down, one matrix times a vector for each layer.

Claim: \frac{\partial f}{\partial W_j} = \delta_ja_{j-1}^\top
"""

import torch

torch.manual_seed(0)
m = [5, 4, 6, 3, 2]
D = len(m) - 1
W = {d: torch.randn(m[d], m[d - 1], dtype=torch.float64, requires_grad=True) for d in range(1, D + 1)}
x = torch.randn(m[0], dtype=torch.float64)
c = torch.randn(m[D], dtype=torch.float64)

a, z = {0: x}, {}
for d in range(1, D + 1):
    z[d] = W[d] @ a[d - 1]
    a[d] = torch.relu(z[d])
f = c @ z[D]
f.backward()

delta = {D: c}
for d in range(D - 1, 0, -1):
    delta[d] = (z[d] > 0) * (W[d + 1].T @ delta[d + 1])

for j in range(1, D + 1):
    by_hand = torch.outer(delta[j], a[j - 1])
    torch.testing.assert_close(W[j].grad, by_hand)
    print(f"δ{j}:", [round(value, 4) for value in delta[j].tolist()])
