"""What the browser tests of this folder share."""

from tests.browser import chromium

__all__ = ["chromium"]
