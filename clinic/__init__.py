"""The front door and the foundation; exposes the Celery app, as Celery's workers expect."""

from clinic.celery import app as celery_app

__all__ = ["celery_app"]
