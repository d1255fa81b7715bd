import subprocess

subprocess.Popen(["sleep", "1004"], start_new_session=True)
print("x", flush=True)
while True:
    pass
