"""People: who the clinic knows."""
