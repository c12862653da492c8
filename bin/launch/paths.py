"""Where things are in this checkout."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV_HOME = LOCAL / "uv"
DEMO = ROOT / ".demo"
UV_REQUIREMENTS = ROOT / "bin" / "launch" / "uv.txt"


def requirements(profile: str) -> Path:
    """The hash-pinned requirements file of a profile: runtime, demo or dev."""
    return ROOT / ("requirements.txt" if profile == "runtime" else f"requirements-{profile}.txt")


def checkout_name() -> str:
    """A short name for this checkout, for folders outside it."""
    return "steady-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
