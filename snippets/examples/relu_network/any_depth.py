r"""一层到五层的网络，每一层的梯度都与 autograd 相同（any depth, any layer）。
Networks of one to five layers: the gradient of every layer agrees with autograd.

Claim: \frac{\partial f}{\partial W_j} = \left(\prod_{k=j+1}^{D} A_{k-1}W_k^\top\right)c\,a_{j-1}^\top
"""

import torch

torch.manual_seed(0)
widths = [5, 4, 6, 3, 7, 2]
for D in range(1, 6):
    m = widths[: D + 1]
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
        product = torch.eye(m[j], dtype=torch.float64)
        for k in range(j + 1, D + 1):
            product = product @ A[k - 1] @ W[k].T
        by_hand = torch.outer(product @ c, a[j - 1])
        torch.testing.assert_close(W[j].grad, by_hand)
    active = [int(A[d].diagonal().sum()) for d in range(1, D)]
    print(f"D = {D}: {D} 个梯度都相同 / gradients agree; 正元素 / active {active}")
