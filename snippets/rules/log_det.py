r"""对数行列式（log determinant）的导数：逆矩阵要转置。
The derivative of a log determinant: the inverse, transposed.

Claim: \frac{\partial \log\det S}{\partial S} = S^{-\top}
"""

import torch

torch.manual_seed(0)
S = 3 * torch.eye(4, dtype=torch.float64) + torch.randn(4, 4, dtype=torch.float64)
S.requires_grad_()
assert torch.linalg.det(S) > 0

by_hand = torch.linalg.inv(S.detach()).T

torch.logdet(S).backward()
torch.testing.assert_close(S.grad, by_hand)

gap = (S.grad - by_hand.T).abs().max()
assert gap > 1 / 100
print(f"行列式 / determinant: {torch.linalg.det(S):.4f}")
print(f"最大差 / largest difference: {(S.grad - by_hand).abs().max():.1e}")
print(f"忘了转置时的最大差 / without the transpose: {gap:.2f}")
