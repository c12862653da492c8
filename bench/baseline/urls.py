"""The addresses of the bare application."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from rest_framework import generics, serializers


class Thing(models.Model):
    """A row like any other; bench/main_job.py makes the table."""

    name = models.CharField(max_length=80)
    note = models.CharField(max_length=200)
    size = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        app_label = "baseline"
        db_table = "bench_thing"
        managed = False

    def __str__(self) -> str:
        return self.name


class ThingSerializer(serializers.ModelSerializer):
    """Five fields."""

    class Meta:
        model = Thing
        fields = ["id", "name", "note", "size", "made_at"]


class Visit(models.Model):
    """A time of somebody; bench/availability.py makes the table, with its exclusion constraint."""

    who = models.IntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "baseline"
        db_table = "bench_visit"
        managed = False

    def __str__(self) -> str:
        return str(self.who)


class VisitSerializer(serializers.ModelSerializer):
    """Half an hour."""

    class Meta:
        model = Visit
        fields = ["id", "who", "starts_at", "ends_at"]
        read_only_fields = ["ends_at"]

    def create(self, validated_data: dict) -> Visit:
        """Nothing is looked up: the constraint decides."""
        ends_at = validated_data["starts_at"] + timedelta(minutes=30)
        return Visit.objects.create(**validated_data, ends_at=ends_at)


class VisitView(generics.CreateAPIView):
    """One insert."""

    queryset = Visit.objects.none()
    serializer_class = VisitSerializer


class ThingView(generics.RetrieveAPIView):
    """One row by its primary key."""

    queryset = Thing.objects.all()
    serializer_class = ThingSerializer


CASELOAD = """
SELECT r.id, r.name, x.* FROM people_runner r CROSS JOIN LATERAL (
  SELECT count(*), count(*) FILTER (WHERE state <> 'skipped'),
    max(GREATEST(pain_during, pain_after)), max(occurred_on),
    array_agg(GREATEST(pain_during, pain_after) ORDER BY occurred_on)
  FROM programs_sessionlog WHERE runner_id = r.id AND occurred_on > %s
) x WHERE r.physio_id = %s
"""


def caseload(request: HttpRequest, physio_id: UUID) -> JsonResponse:
    """All runners of a physio, 28 days of pain and what was done: one query, no sign-in."""
    with connection.cursor() as cursor:
        cursor.execute(CASELOAD, [timezone.localdate() - timedelta(days=28), physio_id])
        return JsonResponse({"runners": cursor.fetchall()})


urlpatterns = [
    path("things/<int:pk>/", ThingView.as_view()),
    path("visits/", VisitView.as_view()),
    path("caseload/<uuid:physio_id>/", caseload),
]
