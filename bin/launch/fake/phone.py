"""python -m launch.fake.phone FOLDER PORT: the text-message side alone, as the demo's phone.

What arrives stands in FOLDER/texts.jsonl, beside the demo's mail; the clinic is told of it.
"""

import os
import sys
from pathlib import Path

from launch.fake.faults import Faults
from launch.fake.hooks import Hook
from launch.fake.ledger import Ledger
from launch.fake.texts import Texts

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
hook = Hook(f"{os.environ['BASE_URL']}/hooks/texts/", os.environ["TEXT_HOOK_SECRET"])
texts = Texts(int(sys.argv[2]), Ledger(folder / "texts.jsonl"), Faults(folder, seed=1), hook)
texts.serve_forever()
