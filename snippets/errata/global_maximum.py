r"""每行要减去自己的最大值（a maximum for each row），否则得分很低的行下溢。"""

import numpy as np

Z = np.array([[900.0, 0.0], [1.0, 2.0]])
Y = np.eye(2)[[0, 1]]


def loss(shifted: np.ndarray) -> float:
    """平均交叉熵，先算概率再取对数 / mean cross entropy through probabilities."""
    P = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    return -np.multiply(Y, np.log(P)).sum() / len(Z)


with np.errstate(all="ignore"):
    as_written = loss(Z - Z.max())
    per_row = loss(Z - Z.max(axis=1, keepdims=True))
assert np.isnan(as_written)
assert np.isnan(per_row)  # 还有一处：概率是 0 的地方，0·log 0

shifted = Z - Z.max(axis=1, keepdims=True)
log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
mended = -np.multiply(Y, log_p).sum() / len(Z)
np.testing.assert_allclose(mended, np.log1p(np.exp(-1)) / 2)

print(f"整个矩阵减一个最大值 / one maximum: {as_written}")
print(f"每行减自己的最大值 / one for each row: {per_row}")
print(f"不经过概率 / without probabilities: {mended:.6f}")
