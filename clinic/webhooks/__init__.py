"""Webhooks: telling other systems that something changed, so that they need not keep asking.

The database notes each change in the transaction that makes it; a worker asks who may see it,
and posts ids, never contents, signed and in order (docs/webhooks.md).
"""
