"""How hard a text is to read, and how a page's running text is found."""

import re
from html.parser import HTMLParser

import syllapy

# Years of school; the Flesch-Kincaid formula below.
HARDEST = 8.0
# A shorter text says nothing: one long name would decide.
FEWEST_WORDS = 25

CURLY = "\u2019"
WORD = re.compile(rf"\w[\w'{CURLY}-]*")
SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")
INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "time"}
# The foot stands on every page, and short calls in it would make a hard page look easy.
UNREAD = {"footer", "head", "nav", "option", "script", "style", "svg", "template"}


class Reader(HTMLParser):
    """The text of a page, cut where a block ends; what nobody reads is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in UNREAD
        self._cut(tag)

    def handle_endtag(self, tag):
        self.hidden -= tag in UNREAD
        self._cut(tag)

    def handle_data(self, data):
        if not self.hidden:
            self.blocks[-1] += data

    def _cut(self, tag):
        if tag not in INLINE:
            self.blocks.append("")


def text_of(html: str) -> list[str]:
    """The blocks of text that a page shows, in order."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return [" ".join(block.split()) for block in reader.blocks if block.strip()]


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
