"""The outbox: messages we owe."""
