import matplotlib.pyplot as plt

figure, axes = plt.subplots()
assert len(axes.plot([1, 2])) == 1
