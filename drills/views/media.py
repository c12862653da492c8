"""Photos and videos of drills: taking them in, looking after them, and giving them out."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from clinic.people.access import for_roles
from clinic.people.models import User
from drills.actions import media as actions
from drills.actions import reviewing
from drills.forms.media import MediaForm, UploadForm
from drills.forms.stamps import from_stamp, stamp
from drills.media.uploads import LARGEST_REQUEST, MediaUpload
from drills.models import Drill, Media
from drills.wording import who_sees

TOO_LARGE = (
    "This is more than we can read at once. Choose a photo up to 15 MB or a video up to 100 MB."
)


@csrf_exempt  # The token is checked below: reading it reads the file, and that must be watched.
@for_roles(User.Role.PHYSIO)
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All photos and videos of a drill, and a form for another one."""
    drill = get_object_or_404(Drill.objects.reviewable_by(request.user), slug=slug)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        form = UploadForm()
        return page(request, drill, form, refusal=TOO_LARGE, status=413)
    request.upload_handlers = [MediaUpload(request)]
    return watched(request, drill)


@csrf_protect
def watched(request: HttpRequest, drill: Drill) -> HttpResponse:
    """The page, or an upload on its way in."""
    if request.method != "POST":
        return page(request, drill, UploadForm())
    handler = cast("MediaUpload", request.upload_handlers[0])
    form = UploadForm(request.POST, request.FILES, refusal=handler.refusal)
    if form.is_valid() and handler.sniffed:
        typed = form.cleaned_data
        try:
            actions.add_media(
                drill=drill,
                upload=typed["file"],
                sniffed=handler.sniffed,
                alt=typed["alt"],
                person=typed["person"],
                consent=typed["consent"],
                by=cast("User", request.user),
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Taken in. It is being prepared, and only physios see it.")
            return redirect("drills:media", drill.slug)
    return page(request, drill, form, status=422)


def page(
    request: HttpRequest, drill: Drill, form: UploadForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the list with the form; `refusal` is about a file that was not read."""
    rows = Media.objects.editable_by(request.user).filter(drill=drill).select_related("made_by")
    kept = [row for row in rows if row.removed_at is None]
    working = {Media.Work.WAITING, Media.Work.PREPARING}
    context = {
        "drill": drill,
        "form": form,
        "refusal": refusal,
        "rows": [(row, stamp(row.updated_at)) for row in kept],
        "removed": [row for row in rows if row.removed_at],
        "is_working": any(row.work in working for row in kept),
    }
    return render(request, "drills/media.html", context, status=status)


def find(request: HttpRequest, slug: str, media_id: UUID) -> Media:
    """The photo or video, if this person looks after it."""
    mine = Media.objects.editable_by(request.user).select_related("drill")
    return get_object_or_404(mine, pk=media_id, drill__slug=slug)


@for_roles(User.Role.PHYSIO)
def describe(request: HttpRequest, slug: str, media_id: UUID) -> HttpResponse:
    """Change what is said of a photo or video."""
    media = find(request, slug, media_id)
    if request.method != "POST":
        said = {"alt": media.alt, "person": media.person, "consent": media.consent}
        form = MediaForm(initial=said)
        return render(request, "drills/media_words.html", {"form": form, "media": media})
    form = MediaForm(request.POST)
    if form.is_valid():
        actions.describe_media(media=media, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("drills:media", slug)
    return render(request, "drills/media_words.html", {"form": form, "media": media}, status=422)


@for_roles(User.Role.PHYSIO)
@require_POST
def step(request: HttpRequest, slug: str, media_id: UUID) -> HttpResponse:
    """Review, publish, withdraw, move, take away or put back; an undo names it in the address."""
    media, now = find(request, slug, media_id), timezone.now()
    asked = request.POST.get("do") or request.GET.get("do")
    seen, undo = from_stamp(request.POST.get("seen", "")), ""
    try:
        match asked:
            case "review":
                reviewing.review(row=media, by=cast("User", request.user), seen=seen, now=now)
                said = "Reviewed by you."
            case "publish":
                reviewing.publish(row=media, seen=seen, now=now)
                said = f"Published. {who_sees(media.drill)}"
            case "withdraw":
                reviewing.withdraw(row=media, now=now)
                said = "Withdrawn. Only physios see it."
            case "up":
                actions.move_media_up(media=media, now=now)
                said = "Moved up."
            case "remove":
                actions.remove_media(media=media, now=now)
                said = "Taken away. It is erased in a week."
                undo = f"undo:{reverse('drills:media_step', args=[slug, media.pk])}?do=put_back"
            case "put_back":
                actions.put_back_media(media=media, now=now)
                said = "Put back."
            case _:
                raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said, extra_tags=undo)
    return redirect("drills:media", slug)
