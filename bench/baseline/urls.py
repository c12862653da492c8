"""The one address of the bare application."""

from django.db import models
from django.urls import path
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


class ThingView(generics.RetrieveAPIView):
    """One row by its primary key."""

    queryset = Thing.objects.all()
    serializer_class = ThingSerializer


urlpatterns = [path("things/<int:pk>/", ThingView.as_view())]
