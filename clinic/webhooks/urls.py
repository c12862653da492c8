"""Pages of webhooks."""

from django.urls import path

from clinic.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:endpoint_id>/", views.detail, name="endpoint"),
    path("<uuid:endpoint_id>/step/", views.step, name="step"),
]
