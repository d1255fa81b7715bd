r"""用手写的梯度下降，找回重新编号的图（gradient descent recovers a relabelling）。
Gradient descent, written by hand, recovers a relabelled graph.

Claim: \frac{\partial g}{\partial X} = -4UXB - C
"""

import torch

torch.manual_seed(0)
n = 6
B = torch.rand(n, n, dtype=torch.float64)
B = B + B.T
order = torch.tensor([3, 0, 5, 1, 4, 2])
A = B[order][:, order]
similarity = torch.rand(n, n, dtype=torch.float64) + torch.eye(n, dtype=torch.float64)[order]
C = similarity / 1000

X = similarity / similarity.sum(dim=1, keepdim=True)
for step in range(3001):
    U = A - X @ B @ X.T
    by_hand = -4 * U @ X @ B - C
    if step in {0, 30, 300, 3000}:
        print(f"步 / step {step:4}: 边的差 / edge gap {U.square().sum():.4f}")
    if step < 3000:
        X = X - by_hand / 200

X.requires_grad_()
g = (A - X @ B @ X.T).square().sum() - torch.trace(C.T @ X)
g.backward()
torch.testing.assert_close(X.grad, by_hand)

assert X.argmax(dim=1).equal(order)
print("找到的 / found:", X.argmax(dim=1).tolist())
print("正确的 / right:", order.tolist())
