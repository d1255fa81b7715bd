x = 1
assert (x == 2, "x is not 2")
print(x)
