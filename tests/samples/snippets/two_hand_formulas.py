r"""Claim: a + a = 2a"""
by_hand = 2
by_hand = 3
assert by_hand == 3
print("end")
