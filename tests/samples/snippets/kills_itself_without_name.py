import os

assert True
os.kill(os.getpid(), 40)
