"""`manage.py api_client NAME --scopes … --redirect-uri …`: put an app or a service on file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.people.actions import find_user
from clinic.people.clients import change_secret, make_client
from clinic.people.models import Client, Scope


class Command(BaseCommand):
    """Puts an OAuth 2.0 client on file and prints its secret, which nobody can see again."""

    help = "Print id and secret of a new app or service; give it a new secret, or switch it off."

    def add_arguments(self, parser: CommandParser) -> None:
        """An app has addresses to come back to, a service has an owner for whom it acts."""
        parser.add_argument(
            "name", help="As people read it; with --disable and --new-secret, its id"
        )
        parser.add_argument("--scopes", default="", help=f"Some of: {' '.join(Scope.values)}")
        parser.add_argument("--redirect-uri", action="append", default=[])
        parser.add_argument("--owner", help="E-mail address of whoever a service acts for")
        parser.add_argument("--public", action="store_true", help="An app that can keep no secret")
        parser.add_argument("--disable", action="store_true")
        parser.add_argument("--new-secret", action="store_true", help="The old one lasts a day")

    def handle(self, **options: Any) -> None:
        """One line each, so that a script can read it."""
        if options["disable"] or options["new_secret"]:
            self.change(options["name"], is_over=options["disable"])
            return
        owner = find_user(options["owner"]) if options["owner"] else None
        if options["owner"] and owner is None:
            raise CommandError(f"Nobody signs in with {options['owner']}.")
        try:
            client, secret = make_client(
                name=options["name"],
                scopes=options["scopes"].replace(",", " ").split(),
                redirect_uris=options["redirect_uri"],
                owner=owner,
                is_public=options["public"],
            )
        except ValidationError as refusal:
            known = " ".join(Scope.values)
            raise CommandError(f"{' '.join(refusal.messages)} Known scopes: {known}") from refusal
        self.stdout.write(f"client_id {client.client_id}")
        if secret:
            self.stdout.write(f"client_secret {secret}")

    def change(self, client_id: str, *, is_over: bool) -> None:
        """Switch a client off, or give it a new secret."""
        client = Client.objects.filter(client_id=client_id).first()
        if client is None:
            raise CommandError(f"There is no client {client_id}.")
        if is_over:
            client.disable(timezone.now())
            self.stdout.write(f"{client.name} is switched off.")
            return
        try:
            secret = change_secret(client=client, now=timezone.now())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"client_secret {secret}")
