"""Words that the clinic may not or does not want to say, and how hard a text is to read.

Ahpra's advertising rules and the law on protected titles ban claims, boasts and testimonials from
what the public reads; the rest is the clinic's own voice.
"""

import re

import syllapy

BANNED = {
    "a title or a claim of one": r"\bspeciali[sz]\w*|\bspecialt\w+",
    "praise by a patient": r"\btestimonial\w*",
    "a promise": r"\bcure[ds]?\b|\bguarantee\w*|\bpainless\w*",
    "a boast": r"\bbest\b",
    "gym talk": r"\bno pain,?\s+no gain\b",
}
PATTERN = re.compile("|".join(BANNED.values()), re.IGNORECASE)

# What a subject, a text or a notification never says: others read those over a shoulder.
CLINICAL = re.compile(
    r"\b(?:pain\w*|hurt\w*|sore\w*|ach(?:e[sd]?|ing)|injur\w*|swell\w*|swollen|sprain\w*|strain\w*"
    r"|fractur\w*|tend[oi]n\w*|diagnos\w*|symptom\w*|rehab\w*|surg(?:ery|ical)|knees?|hips?|ankles?"
    r"|shins?|cal(?:f|ves)|hamstrings?|achilles|glute\w*|groins?|heels?|plantar|exercises?|drills?)\b",
    re.IGNORECASE,
)

# Years of school; the Flesch-Kincaid formula below.
HARDEST = 8.0
# A shorter text says nothing: one long name would decide.
FEWEST_WORDS = 25

CURLY = "\u2019"
WORD = re.compile(rf"\w[\w'{CURLY}-]*")
SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")


def banned_in(text: str) -> list[str]:
    """The banned words of a text, as they stand there."""
    return PATTERN.findall(text)


def what_is_wrong(text: str) -> str:
    """A sentence that says what to change in a text for the public, or nothing."""
    for kind, pattern in BANNED.items():
        if found := re.search(pattern, text, re.IGNORECASE):
            return (
                f"Say “{found[0]}” in another way: it is {kind}, which the clinic does not print."
            )
    if "!" in text:
        return "Write it without an exclamation mark."
    return ""


def clinical_in(text: str) -> str:
    """The first word of a text that tells of somebody's body or treatment, or nothing."""
    found = CLINICAL.search(text)
    return found[0] if found else ""


def sentences_of(blocks: list[str]) -> list[str]:
    """The full sentences; headings, labels and menus are none."""
    pieces = [piece for block in blocks for piece in SENTENCE_END.split(block)]
    return [piece for piece in pieces if piece.endswith((".", "?", "!", ":"))]


def grade(sentences: list[str]) -> float:
    """The Flesch-Kincaid grade; 0 for a text that is too short to tell."""
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    if len(words) < FEWEST_WORDS:
        return 0.0
    # syllapy knows no figures: they count as one syllable.
    syllables = sum(max(1, syllapy.count(word.replace(CURLY, "'"))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def hardest(sentences: list[str], many: int = 3) -> list[str]:
    """The sentences to mend first."""
    long_enough = [each for each in sentences if len(WORD.findall(each)) > 3]

    def cost(sentence: str) -> float:
        return grade([sentence] * FEWEST_WORDS)

    return sorted(long_enough, key=cost, reverse=True)[:many]
