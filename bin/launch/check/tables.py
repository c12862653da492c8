"""Read the rows of a page's tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Row:
    """What the cells say, left to right, and where their links lead."""

    cells: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class Tables(HTMLParser):
    """Every row of every table of one page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._cell: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTMLParser calls this."""
        if tag == "tr":
            self.rows.append(Row())
        elif tag in {"td", "th"}:
            self._cell = []
        elif tag == "a" and self._cell is not None:
            self.rows[-1].links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        """HTMLParser calls this."""
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        """HTMLParser calls this."""
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].cells.append(" ".join("".join(self._cell).split()))
            self._cell = None


def rows_of(html: str) -> list[Row]:
    """The rows of all tables of a page, heads included."""
    return Tables(html).rows
