r"""迹里的逐元素函数（element-wise function under a trace）：换位以后读出导数。
An element-wise function under a trace: move it, then read off the derivative.

Claim: \frac{\partial \operatorname{tr}(U^\top\sigma(X))}{\partial X} = U\odot\sigma'(X)
"""

import torch


def sigma(t: torch.Tensor) -> torch.Tensor:
    """逐元素作用的函数（an element-wise function）。"""
    return t.sin()


torch.manual_seed(0)
U = torch.randn(4, 3, dtype=torch.float64)
X = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)

by_hand = (U * X.cos()).detach()

torch.trace(U.T @ sigma(X)).backward()
torch.testing.assert_close(X.grad, by_hand)

# U 的元素全是 1 时，迹是函数值之和，导数就是逐元素的导数。
# With all entries of U equal to 1 the trace is the sum of the values, and the derivative is that of each entry.
(total,) = torch.autograd.grad(sigma(X).sum(), X)
torch.testing.assert_close(total, X.detach().cos())

print("形状 / shape:", tuple(X.grad.shape))
print(f"元素 [2, 1] / entry [2, 1]: {X.grad[2, 1]:.6f} = {U[2, 1]:.6f} * {X[2, 1].cos():.6f}")
