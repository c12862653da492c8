"""Scripts in one file: the modules that a page needs, joined without changing a word of them.

A phone pays for every request with a trip of 150 ms, and for a module inside a module with two.
So the modules under `static/js/player/` stay apart for whoever reads and tests them, and go out as
one. The join is made on first use, kept in a git-ignored folder named after its content.

Each module becomes a function of its own that gives its exports, in the order of the imports:
nothing is renamed and no name of one module is seen in another. Lines that are only comments are
left out. A form of import or export that is not known here is an error and never goes out.
"""

import hashlib
import re
import tempfile
from pathlib import Path

from django.conf import settings

# What goes out, and the module that it begins with; the path is under static/.
JOINED = {"js/player.js": "js/player/main.js"}

IMPORT = re.compile(
    r'^import (?:(?P<what>\{[^}]*\}|\* as \w+) from )?"\./(?P<file>[\w-]+\.js)";$', re.MULTILINE
)
EXPORT = re.compile(
    r"^export (?P<kind>(?:async )?function|const|class) (?P<name>\w+)", re.MULTILINE
)
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
LEFT_OVER = re.compile(r"^\s*(?:import|export)\b.*$|\bimport\(.*$", re.MULTILINE)


def join(entry: Path) -> str:
    """The module `entry` and all that it imports as one module without imports.

    It exports `modules`, by the name of each file. Raises ValueError for what it cannot join.
    """
    done: dict[str, str] = {}
    _add(entry, done, ())
    names = ", ".join(f'"{Path(name).stem}": {_called(name)}' for name in done)
    return "\n".join([*done.values(), f"export const modules = {{ {names} }};", ""])


def _add(file: Path, done: dict[str, str], above: tuple[str, ...]) -> None:
    if file.name in done:
        return
    if file.name in above:
        raise ValueError(f"{' → '.join([*above, file.name])}: modules that need each other.")
    text = COMMENT.sub("", file.read_text(encoding="utf-8"))
    for found in IMPORT.finditer(text):
        _add(file.parent / found["file"], done, (*above, file.name))
    exports = ", ".join(found["name"] for found in EXPORT.finditer(text))
    body = EXPORT.sub(r"\g<kind> \g<name>", IMPORT.sub(_taken, text)).strip()
    if left := LEFT_OVER.search(body):
        raise ValueError(f"{file.name}: {left[0].strip()!r} cannot be joined.")
    done[file.name] = (
        f"const {_called(file.name)} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();"
    )


def _taken(found: re.Match[str]) -> str:
    """An import, from the functions that stand above it."""
    what, module = found["what"], _called(found["file"])
    if what is None:
        return ""
    if what.startswith("*"):
        return f"const {what.rpartition(' ')[2]} = {module};"
    return f"const {what.replace(' as ', ': ')} = {module};"


def _called(file: str) -> str:
    return f"${Path(file).stem.replace('-', '_')}"


def built(name: str) -> Path:
    """The folder under which the joined file `name` lies, as it is to be served."""
    text = join(Path(settings.BASE_DIR, "static", JOINED[name]))
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder = Path(settings.BASE_DIR, ".local", "look", key)
    target = folder / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=target.parent, delete=False, encoding="utf-8"
        ) as unfinished:
            unfinished.write(text)
        Path(unfinished.name).chmod(0o644)
        Path(unfinished.name).replace(target)
    return folder
