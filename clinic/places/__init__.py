"""Places: sites and rooms."""
