"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = get_wsgi_application()

# What was loaded stays as long as the worker does. Out of the collector's sight it costs nothing;
# in it, a full collection stops a request for a quarter of a second now and then.
gc.collect()
gc.freeze()
