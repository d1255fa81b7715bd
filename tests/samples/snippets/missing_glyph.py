import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.set_title("क")
assert True
print("end")
