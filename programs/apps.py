"""Programmes and session logs as a Django app."""

from django.apps import AppConfig


class Programs(AppConfig):
    """What a physio prescribes and a runner does."""

    name = "programs"
