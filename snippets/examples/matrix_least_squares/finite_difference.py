r"""有限差分（finite difference）离梯度有多远：步长太大、太小都不好。
How far a finite difference is from the gradient: steps can be too large and too small.

Claim: \frac{\partial g}{\partial W} = 2X^\top(S\odot M)
"""

import matplotlib.pyplot as plt
import torch

torch.manual_seed(0)
X = torch.randn(10, 4, dtype=torch.float64)
W = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
Y = torch.randn(10, 3, dtype=torch.float64)
S = (torch.relu(X @ W) - Y).detach()
M = (X @ W > 0).to(torch.float64)
g = (torch.relu(X @ W) - Y).square().sum()
by_hand = 2 * X.T @ (S * M)
g.backward()
torch.testing.assert_close(W.grad, by_hand)
W, G, g = W.detach(), W.grad.flatten(), g.detach()
h = torch.logspace(-12, 0, 73, dtype=torch.float64).reshape(73, 1)
moves = h[..., None, None] * torch.eye(12, dtype=torch.float64).reshape(12, 4, 3)
ahead = (torch.relu(X @ (W + moves)) - Y).square().sum(dim=(2, 3))
behind = (torch.relu(X @ (W - moves)) - Y).square().sum(dim=(2, 3))
forward = ((ahead - g) / h - G).norm(dim=1) / G.norm()
central = ((ahead - behind) / (2 * h) - G).norm(dim=1) / G.norm()
turn = ((X @ W).abs()[:, None] / X.abs()[:, :, None]).min()  # 第一次变号 / first flip of a sign
h, best, eps = h.flatten(), forward.argmin(), torch.finfo(torch.float64).eps
assert ((forward[60] / forward[36]).log10() / 4 - 1).abs() < 1 / 100  # 斜率是 1 / the slope is 1
assert eps**0.5 / 5 < h[best] < 5 * eps**0.5
assert (central * h)[h < turn].max() < 10 * eps  # 变号之前只有舍入误差 / rounding alone
assert central[h > 2 * turn].min() > 1 / 100  # 变号以后误差超过百分之一 / over one percent
print(f"最小误差 / best forward error: {forward[best]:.0e}, h = {h[best]:.0e}")

plt.figure(figsize=(6.4, 4))
plt.loglog(h, forward, "-", label="前向差分 / forward")
plt.loglog(h, central, "--", label="中心差分 / central")
plt.axvline(turn, color="C2", linestyle=":", label="有元素变号 / a sign flips")
plt.gca().set(xlabel="步长 h / step", ylabel="相对误差 / relative error")
plt.legend()
