"""Changes to where the clinic is."""

from collections.abc import Mapping
from typing import Any

from clinic.db import save_changes
from clinic.places.models import Site


def change_site(*, site: Site, changes: Mapping[str, Any]) -> Site:
    """Put right what the site says about a place.

    Raises ValidationError for what the fields refuse.
    """
    return save_changes(site, changes)
