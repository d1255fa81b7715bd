assert True
print("start")
print("字" * 1_000_000)
