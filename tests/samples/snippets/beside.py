NAME = "beside"
assert True
print(NAME)
