r"""多元 logistic 回归的梯度（gradient of multinomial logistic regression）。
The gradient of multinomial logistic regression.

Claim: \frac{\partial f}{\partial W} = (p-y)x^\top
"""

import torch

torch.manual_seed(0)
W = torch.randn(3, 5, dtype=torch.float64, requires_grad=True)
x = torch.randn(5, dtype=torch.float64)
y = torch.tensor([0, 1, 0], dtype=torch.float64)

a = W @ x
p = torch.softmax(a, dim=0)
by_hand = torch.outer(p - y, x)

f = -torch.log(p) @ y
f.backward()
torch.testing.assert_close(W.grad, by_hand)

# 给所有得分加同一个数，损失不变，所以每一列的元素之和是零。
# Add one number to all scores, and the loss stays the same: so each column sums to zero.
columns = W.grad.sum(dim=0)
torch.testing.assert_close(columns, torch.zeros(5, dtype=torch.float64))

print("概率 / probabilities:", [round(value, 4) for value in p.tolist()])
print("差 / difference:     ", [round(value, 4) for value in (p - y).tolist()])
print(f"损失 / loss: {f:.4f}")
print(f"各列之和 / sums of columns: {columns.abs().max():.0e}")
