r"""合页（hinge）在折点两边的斜率是 0 和 1，折点上各种写法的约定不同。
The slopes of the hinge beside its kink are 0 and 1; at the kink conventions differ.

Claim: \frac{\mathrm{d}\max(0,t)}{\mathrm{d}t} = \mathbb{1}[t>0]
"""

import torch

t = torch.tensor(0.25, dtype=torch.float64)
zero = torch.zeros((), dtype=torch.float64)
ways = {
    "relu(t)": torch.relu,
    "maximum(t, 0)": lambda t: torch.maximum(t, zero),
    "clamp(t, min=0)": lambda t: torch.clamp(t, min=0),
}

for name, hinge in ways.items():
    slopes = []
    for point in [-t, zero, t]:
        at = point.clone().requires_grad_()
        hinge(at).backward()
        slopes.append(at.grad.item())
        by_hand = (point > 0).double()
        if point != 0:
            torch.testing.assert_close(at.grad, by_hand)
    print(f"{name:16} 左 0 右 / left, 0, right:", slopes)
