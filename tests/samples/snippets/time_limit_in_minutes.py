"""Time limit: 1 min"""
assert True
print(1)
