import ctypes

assert True
libc = ctypes.CDLL(None)
libc.creat(b"b.bin", 0o600)
print("end")
