r"""softmax 的导数（derivative of softmax）：对角阵减去外积。
The derivative of softmax: a diagonal matrix minus an outer product.

Claim: \frac{\partial p}{\partial a} = \operatorname{diag}(p) - pp^\top
"""

import torch

torch.manual_seed(0)
W = torch.randn(4, 3, dtype=torch.float64)
x = torch.randn(3, dtype=torch.float64)
a = W @ x
p = torch.softmax(a, dim=0)

by_hand = torch.diag(p) - torch.outer(p, p)

jacobian = torch.autograd.functional.jacobian(lambda a: torch.softmax(a, dim=0), a)
torch.testing.assert_close(jacobian, by_hand)
torch.testing.assert_close(by_hand, by_hand.T)

# 概率之和不变，所以每一行的元素之和是零；对角线上是正数，其余是负数。
# The probabilities always sum to one, so each row sums to zero; the diagonal is positive, the rest negative.
torch.testing.assert_close(by_hand.sum(dim=1), torch.zeros(4, dtype=torch.float64))

for row in jacobian.tolist():
    print("  ".join(f"{value:8.5f}" for value in row))
