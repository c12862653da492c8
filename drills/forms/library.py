"""What a visitor asks of the library: search words and facets, as links with counts."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from drills.models import FACETS, Drill, Facet, with_figures

A_PAGE = 12
LONGEST_SEARCH = 100

# A physio decides about conditions, so visitors are not offered them.
OFFERED = {name: facet for name, facet in FACETS.items() if name != "condition"}


@dataclass(frozen=True)
class Chip:
    """One value of a facet: a link that adds it, or takes it away where it is chosen."""

    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """The chips of one facet; values that would find nothing are left out."""

    name: str
    label: str
    chips: list[Chip]
    chosen: Chip | None


class LibrarySearch(forms.Form):
    """The library's GET parameters. What does not make sense in an address is passed over."""

    q = forms.CharField(
        label="Search the drills",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "input"}),
    )

    def __init__(self, sent: QueryDict) -> None:
        super().__init__(sent)
        for name, facet in OFFERED.items():
            self.fields[name] = forms.ChoiceField(choices=facet.choices, required=False)
        self.is_valid()

    @property
    def words(self) -> str:
        """The search words."""
        return str(self.cleaned_data.get("q", ""))[:LONGEST_SEARCH]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The chosen value of each facet that has one."""
        return {name: value for name in OFFERED if (value := self.cleaned_data.get(name))}

    @property
    def has_more_chosen(self) -> bool:
        """Whether a facet beyond the first is chosen: those are folded away on the page."""
        first = next(iter(OFFERED))
        return bool(self.chosen.keys() - {first})

    @cached_property
    def rows(self) -> list[dict[str, object]]:
        """The facets of every drill that the words find: one query, counted here ever after."""
        fields = [facet.field for facet in OFFERED.values()]
        return list(Drill.objects.published().matching(self.words).values("pk", *fields))

    def page(self, number: str | None) -> Page:
        """The drills found, A_PAGE at a time; a page that does not exist gives the nearest."""
        found = [row["pk"] for row in self.rows if self._fits(row)]
        page = Paginator(found, A_PAGE).get_page(number)
        drills = Drill.objects.published().filter(pk__in=list(page.object_list))
        page.object_list = drills.prefetch_related(with_figures(thumbs=True))
        return page

    def groups(self) -> list[Group]:
        """The facets with their counts: what choosing a value would find."""
        return [self._group(name, facet) for name, facet in OFFERED.items()]

    def address(self, **changes: str | int | None) -> str:
        """The query string of this search with some values changed; None takes one away."""
        wanted = {"q": self.words} | self.chosen | changes
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in wanted.items() if value})
        return f"?{query.urlencode()}" if query else "?"

    def _group(self, name: str, facet: Facet) -> Group:
        within = [row for row in self.rows if self._fits(row, but=name)]
        chips = []
        for value, label in facet.choices.choices:
            is_chosen = self.chosen.get(name) == value
            count = sum(_has(row, facet, value) for row in within)
            if count or is_chosen:
                address = self.address(**{name: None if is_chosen else value})
                chips.append(Chip(label, count, address, is_chosen))
        chosen = next((chip for chip in chips if chip.is_chosen), None)
        return Group(name, facet.label, chips, chosen)

    def _fits(self, row: dict[str, object], but: str = "") -> bool:
        return all(
            _has(row, OFFERED[name], value) for name, value in self.chosen.items() if name != but
        )


def _has(row: dict[str, object], facet: Facet, value: str) -> bool:
    held = row[facet.field]
    return value in held if isinstance(held, list) else value == held
