"""Templates in plain words: when a phase may end."""

from programs.models import Phase
from programs.wording.cells import NONE, PHASE

UNSAID = {NONE, "no"}
NAMED = {"Name", "Goal"}


def exits_in_words(phase: Phase) -> list[tuple[str, str]]:
    """What a physio looks at before the next phase, as (what, which): only what is asked for."""
    said = ((label, words(phase)) for label, (_, words) in PHASE.items() if label not in NAMED)
    return [(label, words) for label, words in said if words not in UNSAID]
