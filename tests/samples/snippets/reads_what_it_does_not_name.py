from pathlib import Path

import beside_module

assert beside_module.TWO == 2
text = Path(__file__).with_name("good.py").read_text("utf-8")
print(len(text) > 9)
