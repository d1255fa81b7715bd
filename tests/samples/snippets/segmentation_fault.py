import ctypes

for _ in range(2):
    ctypes.string_at(0)
