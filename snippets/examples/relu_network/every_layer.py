r"""多层 ReLU 网络对每一层权重的梯度（gradient with respect to each weight matrix）。
The gradient of a ReLU network with respect to the weights of each layer.

Claim: \frac{\partial f}{\partial W_j} = \left(\prod_{k=D}^{j+1} W_kA_{k-1}\right)^\top c\,a_{j-1}^\top
"""

import torch

torch.manual_seed(0)
m = [5, 4, 6, 3, 2]
D = len(m) - 1
W = {d: torch.randn(m[d], m[d - 1], dtype=torch.float64, requires_grad=True) for d in range(1, D + 1)}
x = torch.randn(m[0], dtype=torch.float64)
c = torch.randn(m[D], dtype=torch.float64)

a, z, A = {0: x}, {}, {}
for d in range(1, D + 1):
    z[d] = W[d] @ a[d - 1]
    a[d] = torch.relu(z[d])
    A[d] = torch.diag((z[d] > 0).double())

f = c @ z[D]
f.backward()

for j in range(1, D + 1):
    product = torch.eye(m[D], dtype=torch.float64)
    for k in range(D, j, -1):
        product = product @ W[k] @ A[k - 1]
    by_hand = torch.outer(product.T @ c, a[j - 1])
    torch.testing.assert_close(W[j].grad, by_hand)
    factors = " ".join(f"W{k} A{k - 1}" for k in range(D, j, -1)) or "I"
    print(f"层 / layer {j}: {tuple(W[j].grad.shape)}, 乘积 / product: {factors}")
