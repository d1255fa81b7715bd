"""It holds Python's lock and does not react to SIGTERM.

Time limit: 1 s
"""

import ctypes
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
ctypes.PyDLL(None).sleep(1000)
