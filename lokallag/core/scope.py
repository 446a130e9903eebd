"""What is asked many times while one page is made is looked up once, and forgotten with the request."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("lokallag_request_scope", default=None)


def once_per_request(key: Hashable, look_up: Callable[[], T]) -> T:
    """Return ``look_up()``, asked at most once in a request. Outside a request it is asked each time."""
    kept = _kept.get()
    if kept is None:
        return look_up()
    if key not in kept:
        kept[key] = look_up()
    return cast(T, kept[key])


def forget() -> None:
    """Drop what this request has looked up: called by a service that changes terms or names."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


@contextmanager
def supposing(answers: Mapping[Hashable, Any]) -> Iterator[None]:
    """Let look-ups in the block be answered as given: what would hold if somebody had this one office."""
    token = _kept.set(dict(answers))
    try:
        yield
    finally:
        _kept.reset(token)


def unless_supposed(key: Hashable, look_up: Callable[[], T]) -> T:
    """Return what ``supposing`` answers for ``key``, else ``look_up()``, which is not kept."""
    kept = _kept.get()
    return cast(T, kept[key]) if kept is not None and key in kept else look_up()


class RequestScopeMiddleware:
    """Open an empty scope for each request, and close it after."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in a scope of its own."""
        token = _kept.set({})
        try:
            return self.get_response(request)
        finally:
            _kept.reset(token)
