import threading


def fail() -> None:
    raise ValueError("in a thread")


thread = threading.Thread(target=fail)
thread.start()
thread.join()
assert True
print("end")
