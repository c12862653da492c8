"""Where packages come from: whatever this machine's pip is set to, handed on to uv."""

import os
import subprocess
from pathlib import Path

# pip's setting -> the variable in which uv reads the same thing.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}

# Additions to the main index. They often hold a part of a release only (wheels for one
# Python), which uv takes for the whole of it, so they are asked when the main index failed.
EXTRAS = {"extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}


def pip_settings(python: Path) -> dict[str, str]:
    """What pip would use on this machine: its files and its variables, merged as pip does it."""
    answer = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return parse_settings(answer.stdout)


def parse_settings(listing: str) -> dict[str, str]:
    """Read `pip config list`: lines such as global.index-url='...' and :env:.cert='...'.

    A setting for `install` beats a global one, and a variable beats both.
    """
    strength = {"global": 0, "install": 1, ":env:": 2}
    ranked: dict[str, tuple[int, str]] = {}
    for line in listing.splitlines():
        key, mark, value = line.partition("=")
        section, _, name = key.rpartition(".")
        rank = strength.get(section, -1)
        if mark and rank >= ranked.get(name, (-1, ""))[0] and rank >= 0:
            text = value.strip().strip("'\"").replace("\\n", " ")
            ranked[name] = (rank, " ".join(text.split()))
    return {name: text for name, (_, text) in ranked.items()}


def uv_environment(settings: dict[str, str], base: dict[str, str]) -> dict[str, str]:
    """The variables for uv: the caller's own UV_ settings win over pip's."""
    said = _translated(settings, PIP_TO_UV) | {"UV_SYSTEM_CERTS": "1"}
    if said.get("UV_NO_INDEX", "").lower() in {"0", "false", "no", "off"}:
        del said["UV_NO_INDEX"]
    if "UV_NO_INDEX" in said:
        said |= _translated(settings, EXTRAS)
    home = Path(base.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK) and "XDG_CACHE_HOME" not in base:
        said["UV_NO_CACHE"] = "1"
    return said | base


def with_extras(settings: dict[str, str], variables: dict[str, str]) -> dict[str, str] | None:
    """The variables with this machine's additional sources; None when it has no others.

    Looking through all of them is safe, because every file must match a pinned hash.
    """
    extras = _translated(settings, EXTRAS)
    if not extras or extras.items() <= variables.items():
        return None
    return extras | {"UV_INDEX_STRATEGY": "unsafe-best-match"} | variables


def _translated(settings: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {names[name]: value for name, value in settings.items() if name in names and value}
