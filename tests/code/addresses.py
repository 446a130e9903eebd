"""Every address that the site answers, read from the resolver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """One route: its whole pattern, its name with the room before it, the view, and the parts to fill in."""

    route: str
    name: str
    view: Callable[..., HttpResponse]
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"/{self.route} ({self.name})"

    @property
    def methods(self) -> frozenset[str]:
        """The methods that the view answers; all of them where nothing limits it."""
        return _methods(self.view)


@cache
def _methods(view: Callable[..., HttpResponse]) -> frozenset[str]:
    odd = view(RequestFactory().generic("PROPFIND", "/"))
    return frozenset(odd.headers["Allow"].split(", ")) if odd.status_code == 405 else frozenset({"*"})


@cache
def addresses() -> tuple[Address, ...]:
    """Return all addresses, in the order of the resolver."""
    return tuple(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], before: str, room: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, pattern.namespace or room)
        elif isinstance(pattern, URLPattern):
            name = f"{room}:{pattern.name}" if room else str(pattern.name)
            yield Address(route, name, pattern.callback, tuple(pattern.pattern.regex.groupindex))
