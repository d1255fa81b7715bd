r"""一句话。

Claim: a + a = 2a
Claim: a = a + 0
"""
by_hand = 2
assert by_hand == 2
print("end")
