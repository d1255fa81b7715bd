r"""一句话。

Claim: a + a = 2a
"""
assert True
print("end")
