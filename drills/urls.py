"""Addresses of the exercise library."""

from django.urls import path

from drills.views import editing, files, library, media

app_name = "drills"

urlpatterns = [
    path("", library.library, name="list"),
    path("routines/", library.routines, name="routines"),
    path("routines/<slug:slug>/", library.routine, name="routine"),
    path("new/", editing.new, name="new"),
    path("review/", editing.review_list, name="review"),
    path("media/<str:name>", files.file, name="media_file"),
    path("<slug:slug>/", library.drill, name="detail"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/state/", editing.state, name="state"),
    path("<slug:slug>/history/", editing.history, name="history"),
    path("<slug:slug>/media/", media.index, name="media"),
    path("<slug:slug>/media/<uuid:media_id>/", media.describe, name="media_words"),
    path("<slug:slug>/media/<uuid:media_id>/step/", media.step, name="media_step"),
]
