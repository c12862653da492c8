"""Serve files that stand nowhere in the project: fonts and htmx of packages, and joined scripts."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import django_htmx
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from clinic.look import fonts, joining

HTMX = "django_htmx/htmx-2.min.js"


class PackageFinder(BaseFinder):
    """Find the few third-party files that pages use, so that none is copied into the project."""

    def check(self, **kwargs) -> list:
        """Say that there is nothing to configure."""
        return []

    @cached_property
    def storages(self) -> dict[str, FileSystemStorage]:
        """Map each served path to the storage that holds it."""
        packaged = FileSystemStorage(Path(django_htmx.__file__).parent / "static")
        cut = FileSystemStorage(fonts.built())
        joined = {name: FileSystemStorage(joining.built(name)) for name in joining.JOINED}
        return {HTMX: packaged} | {font.name: cut for font in fonts.CUTS} | joined

    # Django itself wants an empty list for "not here"; its stubs say None.
    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False
    ) -> str | list[str]:
        """Return where the file is, or an empty list when it is none of ours."""
        storage = self.storages.get(path)
        if storage is None:
            return []
        return [storage.path(path)] if find_all else storage.path(path)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        """Yield every file for collectstatic."""
        yield from self.storages.items()
