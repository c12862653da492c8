"""Signing in and out, and the own profile."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required

request_code = login_not_required(
    allauth_views.RequestLoginCodeView.as_view(template_name="people/sign_in.html")
)
confirm_code = login_not_required(
    allauth_views.ConfirmLoginCodeView.as_view(template_name="people/sign_in_code.html")
)
# Also for those who are half-way in: leaving the code page is signing out of that half.
sign_out = login_not_required(
    allauth_views.LogoutView.as_view(template_name="people/sign_out.html")
)
inactive = login_not_required(
    allauth_views.AccountInactiveView.as_view(template_name="people/inactive.html")
)
