"""Warning signs, and how fast each asks for help (docs/clinical-rules.md)."""

from collections.abc import Iterable

from django.db import models


class RedFlag(models.TextChoices):
    """Signs with which nobody should wait for an answer of ours."""

    CHEST = "chest", "Chest pain, trouble breathing, an uneven heartbeat, or I collapsed"
    SADDLE = "saddle", "New numbness between my legs or around my bottom"
    BLADDER = "bladder", "New trouble with my bladder, my bowel or sexual function"
    LEGS = "legs", "Weakness in both legs with back pain"
    CALF = "calf", "One calf is swollen, warm or tender, and I did not injure it"
    BONE = "bone", "Pain in one spot of a bone or the groin that hurts at rest or at night"
    UNSAID = "unsaid", "At least one of the signs, not said which"


TO_TICK = [choice for choice in RedFlag.choices if choice[0] != RedFlag.UNSAID]
EMERGENCY = {RedFlag.CHEST, RedFlag.SADDLE, RedFlag.BLADDER, RedFlag.LEGS, RedFlag.UNSAID}


def level_of(flags: Iterable[str]) -> str:
    """How fast these signs ask for help: emergency, today, soon, or nothing for none.

    A sign that was not named counts as an emergency, since it may be one.
    """
    named = set(flags)
    if named & EMERGENCY:
        return "emergency"
    if RedFlag.CALF in named:
        return "today"
    return "soon" if named else ""
