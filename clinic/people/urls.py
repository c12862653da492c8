"""Sign-in; the names are the ones that allauth looks for."""

from django.urls import path
from django.views.generic import RedirectView

from clinic.people import views

urlpatterns = [
    path("sign-in/", views.request_code, name="account_login"),
    path("sign-in/", views.request_code, name="account_request_login_code"),
    path("sign-in/code/", views.confirm_code, name="account_confirm_login_code"),
    path("settings/", views.own_settings, name="settings"),
    path("settings/cues.json", views.cues, name="cues"),
    path("reminders/<str:token>/", views.stop_reminders, name="stop_reminders"),
    path("start/", views.start, name="start"),
    path("sign-in/phone/<uuid:runner_id>/", views.phone_code, name="phone_code"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-in/closed/", views.inactive, name="account_inactive"),
    path("sign-in/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
]
