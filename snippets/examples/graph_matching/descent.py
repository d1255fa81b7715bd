r"""用手写的梯度找回重新编号的图（projected gradient descent）。

Claim: \frac{\partial g}{\partial X} = -4UXB - C
"""

import torch

torch.manual_seed(0)
n = 6
B = torch.rand(n, n, dtype=torch.float64)
B = B + B.T
order = torch.tensor([3, 0, 5, 1, 4, 2])
A = B[order][:, order]
C = torch.rand(n, n, dtype=torch.float64) / 10
C[torch.arange(n), order] += 1 / 2
X = torch.full((n, n), 1 / n, dtype=torch.float64)

for step in range(301):
    U = A - X @ B @ X.T
    by_hand = -4 * U @ X @ B - C
    if step % 100 == 0:
        print(f"步 / step {step:3}: 边的差 / edge gap {U.square().sum():.6f}")
    g = U.square().sum() - (C * X).sum()
    X_old, X = X, torch.relu(X - by_hand / 100)
    X = X / X.sum(dim=1, keepdim=True)

X = X_old.requires_grad_()
U = A - X @ B @ X.T
g = U.square().sum() - torch.trace(C.T @ X)
g.backward()
torch.testing.assert_close(X.grad, by_hand)
X, U, g = X.detach(), U.detach(), g.detach()
found = X.argmax(dim=1)
assert found.equal(order)
print("找到的 / found:", found.tolist())
