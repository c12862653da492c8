"""People as a Django app."""

from django.apps import AppConfig


class People(AppConfig):
    """Users with a role, runners, practitioners, tokens."""

    name = "clinic.people"
    label = "people"
