"""Addresses of the exercise library."""

from django.urls import path, re_path

from drills.views import drawings, editing, figure_drawing, figure_review, files, library, media

app_name = "drills"

urlpatterns = [
    path("", library.library, name="list"),
    path("routines/", library.routines, name="routines"),
    path("routines/<slug:slug>/", library.routine, name="routine"),
    path("new/", editing.new, name="new"),
    path("review/", editing.review_list, name="review"),
    path("media/<str:name>", files.file, name="media_file"),
    path("figures/", figure_review.figures, name="figures"),
    re_path(r"^figures/(?P<name>[0-9a-f]{64})\.svg$", drawings.file, name="figure_file"),
    path("<slug:slug>/", library.drill, name="detail"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/state/", editing.state, name="state"),
    path("<slug:slug>/history/", editing.history, name="history"),
    path("<slug:slug>/media/", media.index, name="media"),
    path("<slug:slug>/media/<uuid:media_id>/", media.describe, name="media_words"),
    path("<slug:slug>/media/<uuid:media_id>/step/", media.step, name="media_step"),
    path("<slug:slug>/figure/", figure_drawing.draw, name="figure"),
    path("<slug:slug>/figure/preview/", figure_drawing.draw_preview, name="figure_preview"),
    path("<slug:slug>/figure/review/", figure_review.review, name="figure_review"),
]
