"""Every address that the product answers."""

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator


def addresses() -> set[str]:
    """The full names of all addresses; one without a name appears as its pattern."""

    def walk(resolver: URLResolver, prefix: str):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield prefix + (entry.name or str(entry.pattern))
            else:
                inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                yield from walk(entry, inner)

    return set(walk(get_resolver(), ""))


def operations() -> set[tuple[str, str]]:
    """(METHOD, path) of every operation in the API's schema."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return {
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method in methods
        if method != "parameters"
    }
