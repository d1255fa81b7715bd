r"""任意权重的损失等于最小损失加一个平方（Pythagorean theorem）。
The loss of any weights is the least loss plus a square.

Claim: \|Xw-y\|^2 = \|X\hat{w}-y\|^2 + \|X(w-\hat{w})\|^2
"""

import torch

torch.manual_seed(0)
X = torch.randn(9, 4, dtype=torch.float64)
w = torch.randn(4, dtype=torch.float64)
y = torch.randn(9, dtype=torch.float64)
w_hat = torch.linalg.lstsq(X, y[:, None]).solution[:, 0]

best = (X @ w_hat - y).square().sum()
by_hand = best + (X @ (w - w_hat)).square().sum()

torch.testing.assert_close((X @ w - y).square().sum(), by_hand)

print(f"最小损失 / least loss: {best:.4f}")
for scale in [1, 0.1, 0.01]:
    near = w_hat + scale * (w - w_hat)
    more = (X @ near - y).square().sum() - best
    print(f"离最小点 / distance {scale:4}: 多出 / more {more:.6f}")
