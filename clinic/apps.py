"""Registers the front door itself, so that its commands and checks are found."""

from django.apps import AppConfig


class FrontDoor(AppConfig):
    """The clinic package as an app without models."""

    name = "clinic"
    label = "clinic"
