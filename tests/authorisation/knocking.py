"""Asking an address as somebody, and the sign of what came back."""

from django.http import HttpResponse
from django.test import Client

from tests.authorisation.world import World

SIGNS = {
    200: ".",
    201: "+",
    400: "b",
    401: "u",
    403: "x",
    404: "0",
    405: "m",
    409: "c",
    422: "e",
    428: "p",
    429: "t",
}


def knock(world: World, person: str, method: str, path: str) -> HttpResponse:
    """One request as that person; the test client raises what would be a 500."""
    client = Client()
    if user := world.users[person]:
        client.force_login(user)
    return ask(client, method, path)


def ask(client: Client, method: str, path: str, **headers: str) -> HttpResponse:
    """The same request for everybody: without a body for a page, with an empty one for the API."""
    body = {"data": "{}", "content_type": "application/json"} if path.startswith("/api/") else {}
    words = {} if method == "GET" else body
    return getattr(client, method.lower())(path, headers=headers, **words)


def sign(answer: HttpResponse) -> str:
    """What table.py calls this answer."""
    if answer.status_code == 302:
        return ">" if answer["Location"].startswith("/sign-in/") else "r"
    return SIGNS[answer.status_code]
