r"""每行要减去自己的最大值（a maximum for each row），否则得分很低的行下溢。
Subtract from each row its own maximum, or rows of very low scores underflow.

Claim: \log(\mathbf{1}^\top\exp(z)) = t + \log\bigl(\mathbf{1}^\top\exp(z-t\mathbf{1})\bigr)
"""

import numpy as np

Z = np.array([[900.0, 0.0], [1.0, 2.0]])
Y = np.eye(2)[[0, 1]]

with np.errstate(all="ignore"):
    shifted = Z - Z.max()
    P = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    as_written = -np.multiply(Y, np.log(P)).sum() / len(Z)
assert np.isnan(as_written)

z = Z[1]
t = z.max()
by_hand = t + np.log(np.exp(z - t).sum())
np.testing.assert_allclose(np.log(np.exp(z).sum()), by_hand)

# 不经过概率，也就没有 0·log 0：每行的 log-sum-exp 减去正确类别的得分。
# Without probabilities there is no 0·log 0: the log-sum-exp of each row minus the score of the correct class.
top = Z.max(axis=1)
mended = (top + np.log(np.exp(Z - top[:, None]).sum(axis=1)) - (Y * Z).sum(axis=1)).mean()
np.testing.assert_allclose(mended, np.log1p(np.exp(-1)) / 2)

print(f"原文 / as written: {as_written}")
print(f"改正 / mended:     {mended:.6f}")
