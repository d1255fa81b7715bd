import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.set_title(chr(0x915))
assert True
print("end")
