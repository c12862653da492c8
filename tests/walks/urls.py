"""The product with the demo's mailbox, where letters are read."""

from django.urls import include, path

from clinic import demo
from clinic.urls import urlpatterns as product

urlpatterns = [*product, path("demo/", include((demo.urlpatterns, "demo")))]
