r"""独热标签（one-hot labels）的长度是类别数，不是样本数。
A one-hot label is as long as there are classes, not samples.

Claim: L\mathbf{1} = \mathbf{1}
"""

import numpy as np

labels = np.array([0, 3, 1])
num_example, num_class = 3, 5

try:
    np.eye(num_example, num_class)[labels]
except IndexError as error:
    print("原文 / as written:", error)
else:
    raise AssertionError("这里应当出错 / an error was due")

L = np.eye(num_class)[labels]
assert (L.argmax(axis=1) == labels).all()
by_hand = np.ones(num_example)
np.testing.assert_allclose(L @ np.ones(num_class), by_hand)
print("改正 / mended:")
print(L.astype(int))
