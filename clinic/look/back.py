"""Back to the page on which a button was pressed."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def asked(request: HttpRequest, name: str) -> str:
    """What the button or the address says; an undo names its step in the address."""
    return request.POST.get(name) or request.GET.get(name) or ""


def came_from(request: HttpRequest, *, otherwise: str) -> str:
    """The page of ours that the form names as `next`; never one of another site."""
    wanted = asked(request, "next")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and safe else otherwise
