"""python -m tests.outbox.killing STEPS PROVIDER LIMIT: kill a sender at its first line, the next …

Each sender is forked before anything is connected, and dies by SIGKILL when its n-th line of the
outbox's code is about to run, from the claim for that provider on. Message n falls due for the
n-th of them. Prints where each died.
"""

import os
import signal
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup()

from clinic.outbox.delivery import deliver_due  # noqa: E402
from tests.factories import NOON  # noqa: E402

APART = timedelta(seconds=20)
"""So near that nobody is killed with the same message ten times, when it would be given up."""
CODE = f"{os.sep}clinic{os.sep}outbox{os.sep}"


def killed_at(number, provider):
    """A trace function that lets number - 1 lines run once that provider's turn has come."""
    left, is_its_turn = [number], [False]

    def trace(frame, event, _argument):
        if CODE not in frame.f_code.co_filename:
            return None
        if frame.f_code.co_name == "claim":
            is_its_turn[0] |= frame.f_locals["provider"].name == provider
        if event == "line" and is_its_turn[0]:
            left[0] -= 1
            if not left[0]:
                print(frame.f_code.co_name, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def main(steps, provider, limit):
    for number in range(1, steps + 1):
        child = os.fork()
        if child == 0:
            sys.settrace(killed_at(number, provider))
            deliver_due(now=NOON + number * APART, limit=limit)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
