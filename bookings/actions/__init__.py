"""Changes to enquiries and to the diary."""
