import beside_module

assert beside_module.TWO == 2
print(beside_module.TWO)
