"""Who may ever be shown a mark that `manage.py plant_canaries` made.

Written down here a second time, apart from the app: what is compared with the app's own rules would
be as wrong as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

DESK = {"desk", "manager"}
# Whose it is -> who may see it at all, if their token has the area.
CIRCLES = {"ruth": {"runner", "physio"}, "zora": DESK, "desk": DESK}
# The desk sees visits and enquiries of everybody, and nothing clinical of anybody.
AREAS_OF_DESK = {"appointments", "enquiries"}


@dataclass(frozen=True)
class Canary:
    """A text or an id; `areas` are the first halves of the scopes that may show it."""

    word: str
    areas: tuple[str, ...]
    whose: str

    def may_be_shown(self, role: str, scopes: Iterable[str]) -> bool:
        """Whether somebody with this role and a token with these scopes may be shown it."""
        open_areas = {scope.partition(":")[0] for scope in scopes} & set(self.areas)
        if role in DESK:
            open_areas &= AREAS_OF_DESK
        return role in CIRCLES[self.whose] and bool(open_areas)


def forbidden(planted: list[dict], role: str, scopes: Iterable[str]) -> list[str]:
    """The words that no answer to this token may hold."""
    scopes = list(scopes)
    every = [Canary(one["word"], tuple(one["areas"]), one["whose"]) for one in planted]
    return [one.word for one in every if not one.may_be_shown(role, scopes)]
