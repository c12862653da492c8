"""Changes to plans and logs: keyword-only, atomic, told what time it is."""
