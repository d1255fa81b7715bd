r"""Claim: a + a = 2a"""
a = 1.5
by_hand = 2 * a
assert abs(by_hand) == a + a
print("end")
