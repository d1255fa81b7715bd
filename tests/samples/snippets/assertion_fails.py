def check(x: int) -> None:
    assert x == 3, f"x is {x}"


print("before")
check(2)
