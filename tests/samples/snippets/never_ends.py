"""Time limit: 1 s"""

print("start")
while True:
    pass
