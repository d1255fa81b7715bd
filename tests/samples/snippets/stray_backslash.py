"""Claim: \mathrm{d}X"""
assert True
print(1)
