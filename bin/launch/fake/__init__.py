"""A provider that only pretends: mail and text messages end in its ledger, and it fails on demand.

It is another process, reached over sockets, with a memory of its own, so that a test can ask it
what really arrived instead of asking us what we believe.
"""
