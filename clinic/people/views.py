"""Signing in and out, and the own profile."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpResponse


class RequestCode(allauth_views.RequestLoginCodeView):
    """Asks for the address that the code is sent to."""

    template_name = "people/sign_in.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again, with what was typed."""
        return unprocessable(super().form_invalid(form))


class ConfirmCode(allauth_views.ConfirmLoginCodeView):
    """Asks for the code."""

    template_name = "people/sign_in_code.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again, or after too many tries a redirect to the start."""
        return unprocessable(super().form_invalid(form))


def unprocessable(answer: HttpResponse) -> HttpResponse:
    """A refused form answers 422, as everywhere."""
    if answer.status_code == 200:
        answer.status_code = 422
    return answer


request_code = login_not_required(RequestCode.as_view())
confirm_code = login_not_required(ConfirmCode.as_view())
# Also for those who are half-way in: leaving the code page is signing out of that half.
sign_out = login_not_required(
    allauth_views.LogoutView.as_view(template_name="people/sign_out.html")
)
inactive = login_not_required(
    allauth_views.AccountInactiveView.as_view(template_name="people/inactive.html")
)
