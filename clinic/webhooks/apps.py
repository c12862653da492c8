"""Webhooks as a Django app."""

from django.apps import AppConfig


class Webhooks(AppConfig):
    """Changes that were noted, addresses that want to know of them, and what was posted."""

    name = "clinic.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
