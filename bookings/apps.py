"""Enquiries, calls and the diary as a Django app."""

from django.apps import AppConfig


class Bookings(AppConfig):
    """From the first question to the visit."""

    name = "bookings"
