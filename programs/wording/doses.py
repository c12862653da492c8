"""Prescriptions in plain words, as their runner reads them."""

from drills.models import Dose
from drills.wording import SIDES, amount_in_words
from programs.models import Prescription

OWN_SIDES = {
    Prescription.Side.AFFECTED: ", the sore side",
    Prescription.Side.UNAFFECTED: ", the other side",
}
LOADS = {
    Prescription.LoadUnit.BODYWEIGHT: "body weight",
    Prescription.LoadUnit.KG: "{} kg",
    Prescription.LoadUnit.LB: "{} lb",
    Prescription.LoadUnit.PERCENT: "{} % of body weight",
    Prescription.LoadUnit.YELLOW: "yellow band",
    Prescription.LoadUnit.RED: "red band",
    Prescription.LoadUnit.GREEN: "green band",
    Prescription.LoadUnit.BLUE: "blue band",
    Prescription.LoadUnit.BLACK: "black band",
}


def prescribed(item: Prescription) -> str:
    """The dose with its side and its load: "3 sets of 12 reps, each side, 8 kg"."""
    side = OWN_SIDES.get(item.side) or SIDES[Dose.Side(item.side)]  # type: ignore[call-overload]
    load = load_in_words(item)
    return f"{amount_in_words(item)}{side}{f', {load}' if load else ''}"


def load_in_words(item: Prescription) -> str:
    """The load, or nothing where there is none."""
    value = item.load_value
    number = "" if value is None else f"{value.normalize():f}"
    return LOADS.get(item.load_unit, "").format(number)  # type: ignore[call-overload]


def particulars(item: Prescription) -> list[str]:
    """What else a runner minds: effort, tempo, a limit of pain, turns with another drill."""
    said = []
    if item.effort_kind == Prescription.EffortKind.EFFORT:
        said.append(f"Effort {item.effort_value} of 10")
    elif item.effort_kind == Prescription.EffortKind.LEFT_OVER:
        said.append(f"Stop with {item.effort_value} reps left over")
    if item.tempo:
        down, pause, up, top = item.tempo.split("-")
        said.append(f"Tempo: {down} down, {pause} pause, {up} up, {top} pause")
    if item.pain_limit is not None:
        said.append(f"Pain up to {item.pain_limit} of 10")
    if item.block:
        said.append(f"Takes turns with the other drills of block {item.block}")
    return said
