"""The real settings; only what would slow a test down is different."""

from clinic.settings import *  # noqa: F403 - the tests run on the product's own settings

# Static files come straight from their folders and packages: nothing was collected.
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = True
# A test is one transaction, and waits in it for browsers and workers.
DATABASES["default"]["OPTIONS"].pop("options")  # noqa: F405
