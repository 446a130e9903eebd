"""What stands around every page: the organisation's name, where one can go, and who one is."""

from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, object]:
    """Return the context variable ``chrome`` for ``ui/base.html``."""
    return {}
