"""What gunicorn serves as B."""

from django.core.wsgi import get_wsgi_application

from bench.baseline import app

__all__ = ["app", "application"]
application = get_wsgi_application()
