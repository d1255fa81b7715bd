import sys

assert True
print("o" * 12_000)
print("e" * 12_000, file=sys.stderr)
