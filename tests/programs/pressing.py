"""Pressing the buttons of the builder as a browser does, with everything that it sends."""


def presser(client, address):
    """press(phase, do=…, **typed) presses a button of the page at that address."""

    def press(phase="", **typed):
        form = client.get(address, {"phase": phase}).context["draft"]
        sent = {
            "seen": form.seen["seen"].value(),
            "as-seen": form.digests(),
            "phase": form.phase.pk,
        }
        for part in form.stored():
            sent |= part.posted
        return client.post(address, sent | typed)

    return press
