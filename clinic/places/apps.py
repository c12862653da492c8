"""The clinic's places as a Django app."""

from django.apps import AppConfig


class Places(AppConfig):
    """Sites and rooms."""

    name = "clinic.places"
    label = "places"
