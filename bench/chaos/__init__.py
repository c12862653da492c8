"""The parts of bench/reminder_chaos.py: a clinic's visits, a crew that is killed, and a judge."""
