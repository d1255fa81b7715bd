"""Time limit: 1 s"""

import threading

assert True
print("end")
threading.Thread(target=threading.Event().wait).start()
