"""B: what Django and DRF cost by themselves. Every other figure is a multiple of it."""
