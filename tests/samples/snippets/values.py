r"""Claim: a + a = 2a"""
import torch

number, truth = 2, torch.tensor([True, False])
vector = torch.tensor([1.5, 2.5], requires_grad=True)
matrix = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).T
W = {1: vector, "other": vector}
a = [None, number]
cube, long, text = torch.zeros(1, 1, 1), torch.zeros(10_001), "text"


def f(x):
    return x


by_hand = f(4)
assert by_hand == number + number
print("end")
