"""The library for other clients: read only, for anybody, cheap to ask again."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection, models
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.pages import Pages
from clinic.rest import Access, etag, not_modified
from drills.models import FACETS, Drill, Moment, Routine, with_figures
from drills.models.drills import DrillQuerySet
from drills.models.routines import RoutineQuerySet
from drills.serializers import (
    PLAIN,
    DoseSerializer,
    DrillDetailSerializer,
    DrillSerializer,
    RoutineDetailSerializer,
    RoutineSerializer,
    listed,
)

# Part of every entity tag. Raise it when an answer changes shape, so that no client keeps the old.
SHAPE = 2

# How many drills are shown, when one last changed, and what the figures are drawn from.
STATE = """
SELECT count(*), max(updated_at), (
  SELECT md5(string_agg(id || drawn_from, ' ' ORDER BY id)) FROM drills_figure
  WHERE state = 'published')
FROM drills_drill WHERE state = 'published'
"""


class SearchFilters(filters.FilterSet):
    """`search`: every word occurs in the name or the summary."""

    search = filters.CharFilter(method="match", max_length=100)

    def match(self, found: Any, name: str, words: str) -> Any:
        """Those that the words find."""
        return found.matching(words)


class FacetFilter(filters.ChoiceFilter):
    """One of FACETS, by its name in addresses."""

    def __init__(self, name: str) -> None:
        super().__init__(choices=FACETS[name].choices.choices, label=FACETS[name].label)
        self.facet = name
        # One value, though the row has several.
        extend_schema_field({"type": "string", "enum": list(FACETS[name].choices.values)})(self)

    def filter(self, found: DrillQuerySet, value: str) -> DrillQuerySet:
        """Those with the value, or all where none is asked for."""
        return found.narrowed(**{self.facet: value}) if value else found


class DrillFilters(SearchFilters):
    """The facets of the library, all of which must hold."""

    kind = FacetFilter("kind")
    position = FacetFilter("position")
    moment = FacetFilter("moment")
    muscle = FacetFilter("muscle")
    equipment = FacetFilter("equipment")
    restriction = FacetFilter("restriction")
    condition = FacetFilter("condition")


class RoutineFilters(SearchFilters):
    """Routines have one moment."""

    moment = filters.ChoiceFilter(choices=Moment.choices)


class LibraryPages(Pages):
    """In the order of the library."""

    ordering = ("number", "slug")


class LibraryViewSet[Row: models.Model](viewsets.ReadOnlyModelViewSet[Row]):
    """Lists and shows; answers 304 to a client that already holds what it asks for."""

    access = {"list": Access(), "retrieve": Access()}
    pagination_class = LibraryPages
    lookup_field = "slug"
    detail_serializer_class: type[serializers.BaseSerializer[Row]]

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Row]]:
        """The list is short, one row is complete."""
        if self.action == "retrieve":
            return self.detail_serializer_class
        return super().get_serializer_class()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Everything published, in the order of the library."""
        found = self.filter_queryset(self.get_queryset())
        tag = _tag(*self.state(), request.META.get("QUERY_STRING", ""))
        if not_modified(request, tag):
            return Response(status=304, headers={"ETag": tag})
        answer = self.get_paginated_response(self.rows(self.paginate_queryset(found) or []))
        answer["ETag"] = tag
        return answer

    def retrieve(self, request: Request, slug: str) -> Response:
        """One of them, complete."""
        row = self.get_object()
        tag = _tag(*self.state_of(row))
        if not_modified(request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(self.get_serializer(row).data, headers={"ETag": tag})

    def rows(self, page: Sequence[Row]) -> Any:
        """What a list says of these."""
        return self.get_serializer(page, many=True).data

    def state(self) -> Iterable[object]:
        """What a list depends on beside its parameters."""
        raise NotImplementedError

    def state_of(self, row: Row) -> Iterable[object]:
        """What one row's answer depends on."""
        raise NotImplementedError


class DrillViewSet(LibraryViewSet[Drill]):
    """The drills of the library."""

    queryset = Drill.objects.none()
    serializer_class = DrillSerializer
    detail_serializer_class = DrillDetailSerializer
    filterset_class = DrillFilters

    def get_queryset(self) -> DrillQuerySet:
        """Published drills; one alone with its ladder and its figure."""
        found = Drill.objects.published()
        if self.action == "retrieve":
            return found.prefetch_related(with_figures()).with_ladder()
        return found.only(*PLAIN, *DoseSerializer.Meta.fields, "updated_at")

    def rows(self, page: Sequence[Drill]) -> list[dict[str, Any]]:
        """Flat, since a list is long."""
        return listed(page)

    def state(self) -> Iterable[object]:
        """Which drills and figures there are, and when one last changed."""
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            return list(cursor.fetchone())

    def state_of(self, row: Drill) -> Iterable[object]:
        """The drill, its ladder and its figure."""
        figure = row.figure
        ladder = [_stamp(one) for one in (row, row.easier, row.harder)]
        return [*ladder, figure and (figure.pk, figure.drawn_from)]


class RoutineViewSet(LibraryViewSet[Routine]):
    """Routines: drills in order, or cues to run by."""

    queryset = Routine.objects.none()
    serializer_class = RoutineSerializer
    detail_serializer_class = RoutineDetailSerializer
    filterset_class = RoutineFilters

    def get_queryset(self) -> RoutineQuerySet:
        """Published routines with their published drills."""
        return Routine.objects.published().with_drills()

    def state(self) -> Iterable[object]:
        """Which routines and drills there are, and when one last changed."""
        return [*Routine.objects.published().version(), *Drill.objects.published().version()]

    def state_of(self, row: Routine) -> Iterable[object]:
        """The routine and its drills."""
        return [_stamp(row), *(_stamp(item.drill) for item in row.items.all())]


def _tag(*parts: object) -> str:
    """An entity tag of one length, however many drills it depends on."""
    return etag(sha256("|".join(map(str, [SHAPE, *parts])).encode()).hexdigest()[:32])


def _stamp(row: Drill | Routine | None) -> str:
    return f"{row.slug} {row.is_published} {row.updated_at.isoformat()}" if row else ""
