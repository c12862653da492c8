"""The outbox as a Django app."""

from django.apps import AppConfig


class Outbox(AppConfig):
    """Messages we owe, and their delivery."""

    name = "clinic.outbox"
    label = "outbox"
