"""How a page's running text is found."""

from html.parser import HTMLParser

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
