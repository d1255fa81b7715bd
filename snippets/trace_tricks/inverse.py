r"""逆的迹（trace with an inverse）的导数：负号、两个逆、一个转置。
The derivative of a trace with an inverse: a minus, two inverses, a transpose.

Claim: \frac{\partial \operatorname{tr}(RS^{-1})}{\partial S} = -(S^{-1}RS^{-1})^\top
"""

import torch

torch.manual_seed(0)
R = torch.randn(4, 4, dtype=torch.float64)
S = 3 * torch.eye(4, dtype=torch.float64) + torch.randn(4, 4, dtype=torch.float64)
S.requires_grad_()

inverse = torch.linalg.inv(S.detach())
by_hand = -(inverse @ R @ inverse).T

torch.trace(torch.linalg.solve(S, R, left=False)).backward()
torch.testing.assert_close(S.grad, by_hand)

# R 是单位矩阵时，只剩逆的平方。
# With R the identity only the square of the inverse is left.
(special,) = torch.autograd.grad(torch.trace(torch.linalg.inv(S)), S)
torch.testing.assert_close(special, -(inverse @ inverse).T)

print("形状 / shape:", tuple(S.grad.shape))
print(f"最大差 / largest difference: {(S.grad - by_hand).abs().max():.1e}")
print(f"忘了转置 / without the transpose: {(S.grad - by_hand.T).abs().max():.2f}")
