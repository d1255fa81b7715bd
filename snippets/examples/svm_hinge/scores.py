r"""合页损失对得分的导数（gradient with respect to the scores）：真实类别处是计数。
The gradient of the hinge loss with respect to the scores: at the true class it is a count.

Claim: \frac{\partial g}{\partial s} = v - (\mathbf{1}^\top v)y
"""

import torch

torch.manual_seed(0)
W = torch.randn(5, 3, dtype=torch.float64)
x = torch.randn(3, dtype=torch.float64)
y = torch.tensor([0, 0, 1, 0, 0], dtype=torch.float64)
Delta = torch.tensor(1.0, dtype=torch.float64)

s = (W @ x).requires_grad_()
margins = s - y @ s + Delta
v = (margins > 0).double() * (1 - y)
by_hand = v - v.sum() * y

g = (1 - y) @ torch.relu(margins)
g.backward()
torch.testing.assert_close(s.grad, by_hand)

print("间隔 / margins: ", [round(value, 4) for value in margins.tolist()])
print("导数 / gradient:", s.grad.tolist())
print(f"违反的个数 / violations: {v.sum():.0f}")
