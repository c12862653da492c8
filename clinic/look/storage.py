"""Static files under names that change with their content, the modules of a script included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """As whitenoise does it; `import "./other.js"` is rewritten to the hashed name as well.

    So a page never runs modules of two releases, and a phone may keep each file for good.
    """

    support_js_module_import_aggregation = True
