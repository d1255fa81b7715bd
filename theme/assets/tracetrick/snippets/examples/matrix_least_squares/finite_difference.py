r"""有限差分（finite difference）离梯度有多远：步长太大、太小都不好。

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
g.backward()
torch.testing.assert_close(W.grad, 2 * X.T @ (S * M))

h = torch.logspace(-12, 0, 73, dtype=torch.float64).reshape(73, 1)
moves = h[:, :, None, None] * torch.eye(12, dtype=torch.float64).reshape(12, 4, 3)  # 每次只动一个元素
with torch.no_grad():
    ahead, behind = ((torch.relu(X @ (W + E)) - Y).square().sum(dim=(2, 3)) for E in (moves, -moves))
    quotients = (ahead - g) / h, (ahead - behind) / (2 * h)
    forward, central = ((q - W.grad.flatten()).norm(dim=1) / W.grad.norm() for q in quotients)
    turn = ((X @ W).abs()[:, None] / X.abs()[:, :, None]).min()  # 步长超过它，XW 就有元素变号

h, eps = h.flatten(), torch.finfo(torch.float64).eps
best = forward.argmin()
torch.testing.assert_close(forward[60] / forward[36], h[60] / h[36], rtol=0.01, atol=0)  # 误差与步长成正比
assert eps**0.5 / 5 < h[best] < 5 * eps**0.5
assert (central * h)[h < turn].max() < 10 * eps  # 变号之前只有舍入误差
assert central[h > 2 * turn].min() > 1 / 100  # 变号以后误差超过百分之一
print(f"前向差分最好的步长与误差 / best forward step, error: {h[best]:.0e}, {forward[best]:.0e}")

plt.figure(figsize=(6.4, 4))
plt.loglog(h, forward, "-", label="前向差分 / forward")
plt.loglog(h, central, "--", label="中心差分 / central")
plt.axvline(turn, color="C2", linestyle=":", label="有元素变号 / a sign flips")
plt.gca().set(xlabel="步长 h / step", ylabel="相对误差 / relative error")
plt.legend()
