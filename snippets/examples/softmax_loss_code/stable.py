r"""稳定的 log-sum-exp（stable log-sum-exp）：每行减去自己的最大值。
A stable log-sum-exp: subtract from each row its own maximum.

Claim: \log(\mathbf{1}^\top\exp(z)) = t + \log\bigl(\mathbf{1}^\top\exp(z-t\mathbf{1})\bigr)
"""

import numpy as np

Z = np.array([[1000.0, 999.0, 998.0], [-3.0, -2.0, -1.0]])


def log_sum_exp(Z: np.ndarray, shift: np.ndarray | float) -> np.ndarray:
    """每行一个 / one for each row."""
    shifted = Z - shift
    return (shift + np.log(np.exp(shifted).sum(axis=1, keepdims=True))).ravel()


rows = log_sum_exp(Z, Z.max(axis=1, keepdims=True))
np.testing.assert_allclose(rows, np.logaddexp.reduce(Z, axis=1), rtol=1e-15)

z, t = Z[1], Z[1].max()
by_hand = t + np.log(np.exp(z - t).sum())
np.testing.assert_allclose(np.log(np.exp(z).sum()), by_hand)

with np.errstate(all="ignore"):
    print("不减 / no shift:      ", log_sum_exp(Z, 0.0).round(6).tolist())
    print("减一个 / one maximum: ", log_sum_exp(Z, Z.max()).round(6).tolist())
print("每行减 / a row's own: ", rows.round(6).tolist())
