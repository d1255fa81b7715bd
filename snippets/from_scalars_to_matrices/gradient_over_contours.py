r"""梯度（gradient）与等高线垂直，指向增长最快的方向。
The gradient is perpendicular to the contours and points where the growth is fastest.

Claim: \frac{\partial h}{\partial w} = \begin{bmatrix} 2w_1 \\ 4w_2 \end{bmatrix}
"""

import matplotlib.pyplot as plt
import torch


def height(w: torch.Tensor) -> torch.Tensor:
    """碗的高度（height of the bowl）。"""
    return w[0] ** 2 + 2 * w[1] ** 2


w = torch.tensor([2.0, 1.0], dtype=torch.float64, requires_grad=True)
h = height(w)
by_hand = torch.stack([2 * w[0], 4 * w[1]]).detach()
h.backward()
torch.testing.assert_close(w.grad, by_hand)

# 试遍 360 个单位方向，增长最快的一个与梯度同向，误差不到一度。
# Of 360 unit directions, the one of fastest growth is less than a degree from the gradient.
angles = torch.deg2rad(torch.arange(360, dtype=torch.float64))
ways = torch.stack([angles.cos(), angles.sin()])
best = ways[:, height(w.detach()[:, None] + 1e-6 * ways).argmax()]
cosine = best @ by_hand / by_hand.norm()
assert cosine > torch.deg2rad(torch.tensor(1.0)).cos()
print(f"w = (2, 1), h = {h:.0f}, 梯度 / gradient = {w.grad.tolist()}")
print(f"最快的方向 / steepest way: ({best[0]:.4f}, {best[1]:.4f})")
print(f"单位梯度 / unit gradient:  ({by_hand[0] / 32**0.5:.4f}, {by_hand[1] / 32**0.5:.4f})")

figure, axes = plt.subplots(figsize=(6.4, 5.4))
across = torch.linspace(-3.6, 3.6, 181, dtype=torch.float64)
grid = torch.meshgrid(across, across[abs(across) < 3.1], indexing="xy")
axes.contour(*grid, height(grid), levels=[0.5, 1.5, 3, 4.5, 6, 7.5], colors="C0", linewidths=1)
turn = torch.arange(8, dtype=torch.float64) * torch.pi / 4
points = torch.stack([6**0.5 * turn.cos(), 3**0.5 * turn.sin()])  # 都在 h = 6 上 / all on h = 6
axes.quiver(*points, 2 * points[0], 4 * points[1], color="C1", angles="xy", scale=40, width=0.008)
axes.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
