import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
assert True
print("end")
