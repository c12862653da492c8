"""Commands about programmes."""
