r"""正规方程（normal equations）的解就是伪逆乘目标，残差与每一列正交。
The normal equations are solved by pseudo-inverse times target; the residual is orthogonal to each column.

Claim: \hat{w} = X^{+}y
"""

import torch

torch.manual_seed(0)
X = torch.randn(9, 4, dtype=torch.float64)
y = torch.randn(9, dtype=torch.float64)

by_hand = torch.linalg.pinv(X) @ y

w_hat = torch.linalg.solve(X.T @ X, X.T @ y)
torch.testing.assert_close(w_hat, by_hand)

residual = X @ w_hat - y
torch.testing.assert_close(X.T @ residual, torch.zeros(4, dtype=torch.float64))

print("权重 / weights:", [round(value, 4) for value in w_hat.tolist()])
print(f"残差 / residual: {residual.norm():.4f}")
print(f"与各列的内积 / with the columns: {(X.T @ residual).abs().max():.0e}")
