r"""Claim: \sqrt{a} = 2"""
import math

by_hand = 4.0
assert math.sqrt(by_hand) == 2
print("end")
