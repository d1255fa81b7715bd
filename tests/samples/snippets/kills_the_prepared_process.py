import os
import signal
import subprocess
from pathlib import Path

subprocess.Popen(["sleep", "1003"], start_new_session=True)
stat = Path(f"/proc/{os.getppid()}/stat").read_text()
os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
signal.pause()
