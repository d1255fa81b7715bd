r"""softmax 损失的 PyTorch 程序（batched softmax loss）。
The softmax loss in PyTorch.

Claim: \frac{\partial f}{\partial W} = \frac{1}{N}X^\top(P-Y) + 2\lambda W
"""

import torch

torch.manual_seed(0)
N, n, c, lambda_ = 6, 4, 3, 0.1
X = torch.randn(N, n, dtype=torch.float64)
W = torch.randn(n, c, dtype=torch.float64, requires_grad=True)
labels = torch.randint(c, (N,))
Y = torch.nn.functional.one_hot(labels, c).double()

Z = X @ W
P = torch.softmax(Z, dim=1)
by_hand = (X.T @ (P - Y) / N + 2 * lambda_ * W).detach()

f = torch.nn.functional.cross_entropy(Z, labels) + lambda_ * W.square().sum()
f.backward()
torch.testing.assert_close(W.grad, by_hand)

# 同一个损失，照公式写：每行一个 log-sum-exp，减去正确类别的得分。
# The same loss as the formula has it: a log-sum-exp for each row, minus the score of the correct class.
plain = (Z.logsumexp(dim=1) - (Y * Z).sum(dim=1)).mean() + lambda_ * W.square().sum()
torch.testing.assert_close(plain, f)

print(f"损失 / loss: {f:.6f}")
print(f"最大差 / largest difference: {(W.grad - by_hand).abs().max():.1e}")
