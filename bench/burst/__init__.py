"""The parts of bench/reminder_burst.py: visits that are due, our workers, and the raw loop."""
