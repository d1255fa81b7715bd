assert True
print()
