r"""逐元素函数（element-wise function）的微分：每个元素只管自己。
The differential of an element-wise function: each entry minds itself alone.

Claim: \mathrm{d}\exp(X) = \exp(X)\odot\mathrm{d}X
"""

import torch

torch.manual_seed(0)
X, dX = torch.randn(2, 2, 3, dtype=torch.float64)

by_hand = X.exp() * dX

_, differential = torch.func.jvp(torch.exp, (X,), (dX,))
torch.testing.assert_close(differential, by_hand)

one = torch.ones_like(X)
derivatives = {
    "exp": (torch.exp, X.exp()),
    "sin": (torch.sin, X.cos()),
    "tanh": (torch.tanh, one - X.tanh() ** 2),
    "relu": (torch.relu, (X > 0).to(X)),
    "log(|x|)": (lambda x: x.abs().log(), one / X),
}
for name, (function, derivative) in derivatives.items():
    _, found = torch.func.jvp(function, (X,), (dX,))
    torch.testing.assert_close(found, derivative * dX)
    print(f"{name:9} 最大差 / largest difference: {(found - derivative * dX).abs().max():.1e}")
