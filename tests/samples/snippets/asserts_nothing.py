if False:
    assert True
print("unchecked")
