assert True
print("<script>alert(1)</script>")
