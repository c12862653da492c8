"""The API of plans and logs."""
