import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.set_title("$x^2$ क")
figure.tight_layout()
assert True
print("end")
