"""Pain rules in words: the presets, where each comes from, and what a rule asks.

Each source stands in docs/clinical-rules.md too, in full.
"""

from dataclasses import dataclass

from programs.models import PainRule

Preset = PainRule.Preset


@dataclass(frozen=True)
class PainPreset:
    """Where a physio starts from. `values` are fields of PainRule; `source` is for the screen."""

    values: dict[str, int | bool]
    words: str
    source: str


PRESETS = {
    Preset.GENERAL: PainPreset(
        {"pain_during_limit": 5, "pain_after_limit": 5, "pain_must_settle": True},
        "Up to 5 of 10 during and after a session, and no worse next morning.",
        "A pain-monitoring model that calls up to 3 safe and up to 5 acceptable "
        "(bim.physio/the-pain-monitoring-model).",
    ),
    Preset.TENDON: PainPreset(
        {"pain_during_limit": 5, "pain_after_limit": 5, "pain_must_settle": True},
        "Up to 5 of 10 during and after, settled by next morning, not rising week to week.",
        "A randomised trial of 38 people kept running under this rule (Silbernagel 2007, American "
        "Journal of Sports Medicine 35:897); its limits as in evidenceforexercise.com, lesson 3.",
    ),
    Preset.PATELLOFEMORAL: PainPreset(
        {"pain_during_limit": 2, "pain_after_limit": 2, "pain_must_settle": True},
        "Up to 2 of 10, back to the usual level within an hour, and no worse next morning.",
        "Teaching for runners with kneecap pain (patellofemoral.trekeducation.org/runners) and a "
        "trial's protocol (PMC4702381).",
    ),
    Preset.BONE_STRESS: PainPreset(
        {"pain_during_limit": 0, "pain_after_limit": 0, "pain_must_settle": True},
        "No pain at all. Pain that stays means stop, and ring the clinic.",
        "Clinical sources on the return to running (achievepodiatry.com.au, medstarsportphysio.ca) "
        "and a review on delay (PMC7049623).",
    ),
}
# Two ratings above a limit, or one of 8 or more, ask for a physio: domain.md D2 (V3, V10).
FLAGS: dict[str, int] = {"pain_severe_from": 8, "pain_breaches_to_flag": 2}
FLAGS_SOURCE = (
    "The next-day answer decides in the pain-monitoring model (bim.physio, "
    "southsidephysio.com/1855-2); two ratings above the limit, or one of 8, are this clinic's own "
    "choice."
)


def preset_values(preset: str) -> dict[str, int | bool | str]:
    """Every field of a PainRule as the preset has it."""
    return {"pain_preset": preset, **PRESETS[Preset(preset)].values, **FLAGS}


def rule_in_words(rule: PainRule) -> str:
    """The limits as a runner reads them: "Up to 5 of 10 during, 5 after; no worse next morning"."""
    if not (rule.pain_during_limit or rule.pain_after_limit):
        words = "No pain during or after"
    else:
        words = f"Up to {rule.pain_during_limit} of 10 during, {rule.pain_after_limit} after"
    return f"{words}; no worse next morning" if rule.pain_must_settle else words


def zone_words(kind: str, last: int) -> str:
    """What a stretch of the 0 to 10 scale means under a rule: of the physio, not of the app."""
    if kind == "ok":
        return "no pain" if last == 0 else "within the limit"
    return "above the limit" if kind == "watch" else "very strong"
