"""Addresses of the exercise library."""

from django.urls import path

from drills import views

app_name = "drills"

urlpatterns = [
    path("", views.library, name="list"),
    path("routines/", views.routines, name="routines"),
    path("routines/<slug:slug>/", views.routine, name="routine"),
    path("<slug:slug>/", views.drill, name="detail"),
]
