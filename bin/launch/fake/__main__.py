"""python -m launch.fake FOLDER TEXT_PORT MAIL_PORT SEED: run until it is told to stop."""

import sys
from pathlib import Path

from launch.fake import mail
from launch.fake.faults import Faults
from launch.fake.ledger import Ledger
from launch.fake.texts import Texts

folder = Path(sys.argv[1])
text_port, mail_port, seed = map(int, sys.argv[2:5])
ledger, faults = Ledger(folder / "ledger.jsonl"), Faults(folder, seed)
controller = mail.serve(mail_port, ledger, faults)
texts = Texts(text_port, ledger, faults)
(folder / "ready").touch()
try:
    texts.serve_forever()
finally:
    controller.stop()
