r"""分母布局（denominator layout）里导数的形状，由 autograd 的结果量出来。
The shapes of derivatives in denominator layout, measured on what autograd returns.

Claim: \frac{\partial Ax}{\partial x} = A^\top
"""

import matplotlib.pyplot as plt
import torch
from torch.func import jacrev

torch.manual_seed(0)
A = torch.randn(3, 5, dtype=torch.float64)
x = torch.randn(5, dtype=torch.float64)
t = torch.tensor(0.7, dtype=torch.float64)

by_hand = A.T
# jacrev 先写分子，后写分母；分母布局把向量对向量的结果转置。
# jacrev puts the numerator first, then the denominator; denominator layout transposes vector by vector.
torch.testing.assert_close(jacrev(lambda v: A @ v)(x).T, by_hand)

shapes = {
    "标量对向量\nscalar by vector": jacrev(lambda v: v @ v)(x)[:, None].shape,
    "向量对标量\nvector by scalar": jacrev(lambda u: u * (A @ x))(t)[:, None].shape,
    "向量对向量\nvector by vector": by_hand.shape,
    "标量对矩阵\nscalar by matrix": jacrev(lambda M: (M @ x).square().sum())(A).shape,
}
assert list(shapes.values()) == [(5, 1), (3, 1), (5, 3), (3, 5)]

figure, axes = plt.subplots(1, 4, figsize=(6.4, 2.2))
for (name, (rows, columns)), place in zip(shapes.items(), axes, strict=True):
    place.add_patch(plt.Rectangle((-columns / 2, -rows / 2), columns, rows, color="C0", alpha=0.3))
    place.text(-columns / 2 - 0.2, 0, f"{rows}", ha="right", va="center")
    place.text(0, rows / 2 + 0.2, f"{columns}", ha="center", va="bottom")
    place.set(xlim=(-3.3, 2.7), ylim=(-2.7, 3.3), aspect="equal")
    place.set_title(name, fontsize=9)
    place.axis("off")
for name, shape in shapes.items():
    print(name.replace("\n", " / "), tuple(shape))
