import atexit
import ctypes
import os
import subprocess
import sys

assert True
print("print")
os.write(1, b"write\n")
subprocess.run(["echo", "subprocess"], check=True)
print("错误", file=sys.stderr)
atexit.register(print, "at exit")
ctypes.CDLL(None).printf(b"printf\n")
