"""Gives photos and videos out: only what we made, only to who may see it, in parts if need be."""

from typing import BinaryIO

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_list_or_404
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from clinic.rest import not_modified
from drills.media import store
from drills.media.ranges import OutOfRangeError, pieces, wanted
from drills.models import Media

TYPES = {".webp": "image/webp", ".mp4": "video/mp4"}
FOREVER = "public, max-age=31536000, immutable"
NOTHING = {"default-src": [CSP.NONE], "frame-ancestors": [CSP.NONE], "sandbox": ""}


@login_not_required
@require_safe
@csp_override(NOTHING)
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file. Its name is made of its bytes, so it may be kept for ever once it is public."""
    visible = Media.objects.visible_to(request.user)
    holding = visible.filter(Q(file=name) | Q(poster=name), work=Media.Work.READY)
    try:
        path = store.ready(name)
        get_list_or_404(holding[:1])
        content = path.open("rb")
    except (ValueError, OSError) as gone:
        raise Http404 from gone
    tag = f'"{path.stem}"'
    response = answer(request, content, size=path.stat().st_size, tag=tag)
    response["Content-Type"] = TYPES[path.suffix]
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    is_public = holding.shown().exists()
    response["Cache-Control"] = FOREVER if is_public else "private, no-store"
    return response


def answer(request: HttpRequest, content: BinaryIO, *, size: int, tag: str) -> HttpResponseBase:
    """The whole file, the part of it that was asked for, or that the reader has it already."""
    if not_modified(request, tag):
        content.close()
        return HttpResponse(status=304)
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    try:
        part = wanted(asked, size)
    except OutOfRangeError:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(content)
    content.seek(part.start)
    response = StreamingHttpResponse(pieces(content, len(part)), status=206)
    response._resource_closers.append(content.close)  # type: ignore[attr-defined]
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response["Content-Length"] = str(len(part))
    return response
