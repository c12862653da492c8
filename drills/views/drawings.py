"""The drawings as files. A file's name is the digest of its bytes, so it never changes."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clinic.rest import etag, not_modified
from drills.models import FigureFile

FOR_EVERYBODY = "public, max-age=31536000, immutable"
FOR_STAFF = "private, no-store"
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))")


@login_not_required
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One drawing. Those of published figures are for everybody and ask for no session at all.

    A file that only drafts show is missing, except for those who may see the draft.
    """
    files = FigureFile.objects.published().filter(pk=name)
    caching = FOR_EVERYBODY
    if not files.exists():
        files = FigureFile.objects.visible_to(request.user).filter(pk=name)
        caching = FOR_STAFF
    is_gzipped = bool(GZIP.search(request.headers.get("Accept-Encoding", "")))
    column = "gzipped" if is_gzipped else "content"
    drawn = get_object_or_404(files.only(column))
    tag = etag(name, "gzip") if is_gzipped else etag(name)
    headers = {
        "Cache-Control": caching,
        "ETag": tag,
        "Vary": "Accept-Encoding",
        # Opened by itself, the picture is a page of its own: it may load and do nothing.
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    if not_modified(request, tag):
        return HttpResponse(status=304, headers=headers)
    if is_gzipped:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(getattr(drawn, column), content_type="image/svg+xml", headers=headers)
