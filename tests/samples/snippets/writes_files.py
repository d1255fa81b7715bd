from pathlib import Path

assert True
Path("folder").mkdir()
Path("folder/a.txt").write_text("a")
open("/dev/null", "w").close()
print("end")
