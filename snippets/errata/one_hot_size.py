r"""独热标签（one-hot labels）的长度是类别数，不是样本数。"""

import numpy as np

labels = np.array([0, 3, 1])
num_example, num_class = 3, 5

try:
    np.eye(num_example, num_class)[labels]
except IndexError as error:
    print("原文 / as written:", error)
else:
    raise AssertionError("这里应当出错 / an error was due")

Y = np.eye(num_class)[labels]
assert (Y.argmax(axis=1) == labels).all()
assert (Y.sum(axis=1) == 1).all()
print("改正 / mended:")
print(Y.astype(int))
