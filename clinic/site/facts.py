"""The clinic's own facts, behind its public pages: hours, people, visits and fees."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bookings.actions.kinds import add_kind, change_kind
from bookings.forms import kinds as kind_forms
from bookings.models import AppointmentType
from bookings.wording import fee
from clinic.people import forms as profile_forms
from clinic.people.access import DESK, for_roles
from clinic.people.actions import change_practitioner
from clinic.people.models import Practitioner, User
from clinic.places import forms as site_forms
from clinic.places.actions import change_site
from clinic.places.models import Site

NEW_KIND = {
    "buffer_before": 0,
    "buffer_after": 0,
    "for_whom": AppointmentType.ForWhom.ANYBODY,
    "notice_hours": 2,
    "horizon_days": 56,
    "change_hours": 24,
}


@for_roles(*DESK)
@require_safe
def clinic(request: HttpRequest) -> HttpResponse:
    """What the public pages say, and what is still missing; the desk changes the sites alone."""
    context = {
        "sites": Site.objects.editable_by(request.user),
        "people": Practitioner.objects.editable_by(request.user),
        "kinds": [(kind, fee(kind)) for kind in AppointmentType.objects.editable_by(request.user)],
        "is_manager": request.user.role == User.Role.MANAGER,  # type: ignore[union-attr]
    }
    return render(request, "site/clinic.html", context)


@for_roles(*DESK)
def site(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Where a site is and when it is open."""
    found = get_object_or_404(Site.objects.editable_by(request.user), pk=site_id)
    form = site_forms.SiteForm(typed(request), initial=site_forms.facts_of(found))
    return fill_in(
        request,
        form,
        lambda: change_site(site=found, changes=form.cleaned_data),
        heading=f"Site {found.name}",
        shown_at=f"{reverse('site:sites')}#{found.slug}",
    )


@for_roles(User.Role.MANAGER)
def person(request: HttpRequest, practitioner_id: UUID) -> HttpResponse:
    """What visitors read about somebody who treats."""
    people = Practitioner.objects.editable_by(request.user)
    found = get_object_or_404(people, pk=practitioner_id)
    form = profile_forms.ProfileForm(typed(request), initial=profile_forms.facts_of(found))
    shown_at = reverse("site:physio", args=[found.slug]) if found.slug else ""
    return fill_in(
        request,
        form,
        lambda: change_practitioner(practitioner=found, changes=form.cleaned_data),
        heading=f"Profile of {found.name}",
        shown_at=shown_at,
    )


@for_roles(User.Role.MANAGER)
def kind(request: HttpRequest, kind_id: UUID) -> HttpResponse:
    """A kind of visit: minutes, fee, and what happens in it."""
    kinds = AppointmentType.objects.editable_by(request.user)
    found = get_object_or_404(kinds, pk=kind_id)
    form = kind_forms.KindForm(typed(request), initial=kind_forms.facts_of(found))
    return fill_in(
        request,
        form,
        lambda: change_kind(kind=found, changes=form.facts()),
        heading=f"Visit “{found.name}”",
        shown_at=reverse("site:services"),
    )


@for_roles(User.Role.MANAGER)
def new_kind(request: HttpRequest) -> HttpResponse:
    """One more kind of visit."""
    form = kind_forms.KindForm(typed(request), initial=NEW_KIND)
    return fill_in(
        request,
        form,
        lambda: add_kind(facts=form.facts()),
        heading="A new kind of visit",
        shown_at=reverse("site:services"),
    )


def typed(request: HttpRequest) -> Mapping[str, Any] | None:
    """What was sent, even if it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def fill_in(
    request: HttpRequest,
    form: forms.Form,
    work: Callable[[], object],
    *,
    heading: str,
    shown_at: str,
) -> HttpResponse:
    """Show a form, do its work, or show it again with the refusal and all that was typed."""
    if form.is_bound and form.is_valid():
        try:
            work()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Saved. The site shows it now.")
            return redirect("site:clinic")
    context = {"form": form, "heading": heading, "shown_at": shown_at}
    return render(request, "site/facts.html", context, status=422 if form.is_bound else 200)
