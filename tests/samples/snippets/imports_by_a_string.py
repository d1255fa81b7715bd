from importlib import import_module

assert import_module("beside_module").TWO == 2
print(2)
