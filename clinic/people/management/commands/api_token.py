"""`manage.py api_token EMAIL --scopes "programs:read logs:write"`: a token for another client."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.people.actions import find_user, make_token
from clinic.people.models import Scope


class Command(BaseCommand):
    """Makes a token and prints its secret, which nobody can see again."""

    help = "Print a new bearer token for a person on file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The person, what the token may do, and for how long."""
        parser.add_argument("email")
        parser.add_argument("--scopes", required=True, help=f"Some of: {' '.join(Scope.values)}")
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--name", default="command line")

    def handle(self, **options: Any) -> None:
        """Print the secret alone, so that a script can read it."""
        user = find_user(options["email"])
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        scopes = options["scopes"].replace(",", " ").split()
        try:
            _, secret = make_token(
                user=user,
                name=options["name"],
                scopes=scopes,
                days=options["days"],
                now=timezone.now(),
            )
        except ValidationError as refusal:
            known = " ".join(Scope.values)
            raise CommandError(f"{' '.join(refusal.messages)} Known scopes: {known}") from refusal
        self.stdout.write(secret)
