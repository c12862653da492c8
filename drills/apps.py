"""The exercise library as a Django app."""

from django.apps import AppConfig


class Drills(AppConfig):
    """Drills and routines."""

    name = "drills"
