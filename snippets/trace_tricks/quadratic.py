r"""二次式的迹（trace of a quadratic form）对矩阵的导数。
The derivative of the trace of a quadratic form by a matrix.

Claim: \frac{\partial q}{\partial X} = (S+S^\top)X
"""

import torch

torch.manual_seed(0)
S = torch.randn(4, 4, dtype=torch.float64)
X = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)

by_hand = ((S + S.T) @ X).detach()

q = torch.trace(X.T @ S @ X)
q.backward()
torch.testing.assert_close(X.grad, by_hand)

# 只读第一项或第二项，再乘 2，都不对；两项的平均才对。
# Reading one of the two terms alone and doubling it is wrong; the mean of both is right.
first, second = (2 * S @ X).detach(), (2 * S.T @ X).detach()
torch.testing.assert_close((first + second) / 2, by_hand)
assert not torch.allclose(first, by_hand)

print("形状 / shape:", tuple(X.grad.shape))
print(f"只读一项的最大差 / one term only: {(first - by_hand).abs().max():.2f}")
print(f"两项都读的最大差 / both terms: {(X.grad - by_hand).abs().max():.1e}")
