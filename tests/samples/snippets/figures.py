import matplotlib.pyplot as plt

for name in ("一", "二"):
    figure, axes = plt.subplots()
    axes.plot([1, 2], "o-", label="误差（error）")
    axes.grid(visible=True)
    axes.legend()
    axes.set_title(f"图{name} $x^2$")
assert len(plt.get_fignums()) == 2
print("two figures")
