"""Where the style guide lives."""

from django.urls import path

from clinic.look import views

urlpatterns = [path("", views.styleguide, name="styleguide")]
