r"""softmax 损失的 NumPy 程序，梯度用中心差分核对（central difference）。
The softmax loss in NumPy; its gradient is compared with central differences.

Claim: \frac{\partial f}{\partial W} = \frac{1}{N}X^\top(P-Y) + 2\lambda W
"""

import numpy as np

random = np.random.default_rng(0)
N, n, c, lambda_ = 6, 4, 3, 0.1
X, W = random.normal(size=(N, n)), random.normal(size=(n, c))
Y = np.eye(c)[random.integers(c, size=N)]


def loss(W: np.ndarray) -> float:
    """平均交叉熵加正则项 / mean cross entropy plus regularisation."""
    Z = X @ W
    Z -= Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -(Y * log_P).sum() / N + lambda_ * (W * W).sum()


f, Z = loss(W), X @ W
P = np.exp(Z - Z.max(axis=1, keepdims=True))
P /= P.sum(axis=1, keepdims=True)
by_hand = X.T @ (P - Y) / N + 2 * lambda_ * W

step, numeric = 1e-5, np.empty_like(W)
for place in np.ndindex(W.shape):
    move = np.zeros_like(W)
    move[place] = step
    numeric[place] = (loss(W + move) - loss(W - move)) / (2 * step)
np.testing.assert_allclose(numeric, by_hand, rtol=1e-7, atol=1e-9)

print(f"损失 / loss: {f:.6f}")
print("梯度的第一行 / first row of the gradient:", by_hand[0].round(6).tolist())
