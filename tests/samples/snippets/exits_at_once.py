import os

assert True
print("no newline, and yet not lost", end="")
os._exit(0)
print("not reached")
