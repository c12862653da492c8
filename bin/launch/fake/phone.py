"""python -m launch.fake.phone FOLDER PORT: the text-message side alone, as the demo's phone.

What arrives stands in FOLDER/texts.jsonl, beside the demo's mail.
"""

import sys
from pathlib import Path

from launch.fake.faults import Faults
from launch.fake.ledger import Ledger
from launch.fake.texts import Texts

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
texts = Texts(int(sys.argv[2]), Ledger(folder / "texts.jsonl"), Faults(folder, seed=1))
texts.serve_forever()
