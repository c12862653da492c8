"""Addresses of the exercise library."""

from django.urls import path

from drills.views import library

app_name = "drills"

urlpatterns = [
    path("", library.library, name="list"),
    path("routines/", library.routines, name="routines"),
    path("routines/<slug:slug>/", library.routine, name="routine"),
    path("<slug:slug>/", library.drill, name="detail"),
]
