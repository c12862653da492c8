"""What helps a person draw a figure; the pictures themselves do not need it."""
