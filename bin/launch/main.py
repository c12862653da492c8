"""The way in for every command of bin/."""

import importlib
import sys

from launch.console import LaunchError, say

# launch.NAME.main(arguments) does the work and returns the exit code.
INTERRUPTED = 130


def enter(command: str) -> int:
    """Run one command; what a person has to put right is said in words, not as a traceback."""
    try:
        return importlib.import_module(f"launch.{command}").main(sys.argv[1:])
    except LaunchError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
