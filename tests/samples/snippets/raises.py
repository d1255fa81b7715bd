import sys

print("on stdout")
print("on stderr", file=sys.stderr)
print([1, 2, 3][5])
