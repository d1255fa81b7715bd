r"""取正部以后对数据的梯度：输出全被掩去的样本，梯度是零行（zero row）。
The gradient with respect to the data behind a ReLU: a sample that is masked whole has a zero row.

Claim: \frac{\partial g}{\partial X} = 2(S\odot M)W^\top
"""

import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64, requires_grad=True)
W = torch.randn(4, 3, dtype=torch.float64)
Y = torch.randn(10, 3, dtype=torch.float64)

S = (torch.relu(X @ W) - Y).detach()
M = (X @ W > 0).to(torch.float64)
by_hand = 2 * (S * M) @ W.T

g = torch.linalg.norm(torch.relu(X @ W) - Y) ** 2
g.backward()
torch.testing.assert_close(X.grad, by_hand)

# 样本 4 的三个输出都不是正数：数据稍微动一动，输出还是 0，所以梯度是零行。
# No output of sample 4 is positive: move the data a little, and they stay 0, so its gradient is a zero row.
assert M[4].sum() == 0
torch.testing.assert_close(X.grad[4], torch.zeros(4, dtype=torch.float64))

zero_rows = (X.grad == 0).all(dim=1).nonzero().flatten()
print("形状 / shape:", tuple(X.grad.shape))
print("各样本的正输出个数 / positive outputs:", M.sum(dim=1).int().tolist())
print("梯度为零行的样本 / zero rows:", zero_rows.tolist())
print(f"最大差 / largest difference: {(X.grad - by_hand).abs().max():.1e}")
