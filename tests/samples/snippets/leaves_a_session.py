import os
import subprocess

assert True
subprocess.run(["sh", "-c", "setsid sleep 1002 & exit"], check=True)
print("end")
