"""What holds while one request is answered: what has been looked up, and who looks at persons, by which right.

A request begins without a scope. The guards of ``core.views`` open one for the view that they let through, and code
that reads persons outside such a view opens one by name: ``with scope.opened("why"):``. Without one, a query through
a manager of personal data (``core.personal``) raises ``Unscoped`` (ADR 0012). Outside a request nothing raises.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("lokallag_request_scope", default=None)
_END: Any = object()


class Unscoped(RuntimeError):
    """Code that answers a request reads personal data and nothing has said who looks and why: a fault of ours."""


class RightEnded(RuntimeError):
    """The right by which a long answer was under way has ended. It breaks off, so that it cannot pass as whole."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks at persons, and by what: the act or the reason, and the id of whoever is signed in."""

    why: str
    person_id: int | None = None


_open: ContextVar[Scope | None] = ContextVar("lokallag_open_scope", default=None)


_supposed: ContextVar[Mapping[Hashable, Any] | None] = ContextVar("lokallag_supposed", default=None)


@contextmanager
def supposing(answers: Mapping[Hashable, Any]) -> Iterator[None]:
    """Let look-ups in the block be answered as given, and keep none: what would hold if somebody had one office."""
    token = _supposed.set(answers)
    try:
        yield
    finally:
        _supposed.reset(token)


def unless_supposed(key: Hashable, look_up: Callable[[], T]) -> T:
    """Return what ``supposing`` answers for ``key``, else ``look_up()``, which is not kept."""
    supposed = _supposed.get()
    return cast(T, supposed[key]) if supposed is not None and key in supposed else look_up()


def once_per_request(key: Hashable, look_up: Callable[[], T]) -> T:
    """Return ``look_up()``, asked at most once in a request. Outside a request it is asked each time."""
    kept = _kept.get()
    if _supposed.get() is not None:
        return unless_supposed(key, look_up)
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


def is_web() -> bool:
    """Tell whether a request is being answered here."""
    return _kept.get() is not None


def current() -> Scope | None:
    """Return the scope that is open, the innermost one."""
    return _open.get()


def require(what: str) -> None:
    """Let ``what`` be read: in a request only while a scope is open.

    :raises Unscoped: none is
    """
    if is_web() and current() is None:
        raise Unscoped(
            f"{what} is read in a request without a scope. Guard the view with @authorize or @personal, or, where "
            "a public page or a middleware must read it, say why: with scope.opened(...)."
        )


@contextmanager
def opened(why: str, *, person_id: int | None = None) -> Iterator[Scope]:
    """Open a scope: the act that was let through, or in a few words why persons are read without one."""
    scope = Scope(why, person_id)
    token = _open.set(scope)
    try:
        yield scope
    finally:
        _open.reset(token)


def carried(rows: Iterable[T], *, still_allowed: Callable[[], bool] | None = None) -> Iterator[T]:
    """Return the rows of an answer that is sent after its view has returned, each read in the scope open now.

    :param still_allowed: asked anew before each item, with nothing kept from the item before: give chunks of rows

    :raises Unscoped: no scope is open in this request, said at once and not in the middle of the answer
    :raises RightEnded: ``still_allowed`` says no, while the rows are read
    """
    require("A streamed answer")
    context = copy_context()  # the scope, and how sure we are of who asks, as they are now
    if is_web():
        context.run(_kept.set, {})
    return _carry(context.run, rows, still_allowed)


def _carry(run: Callable[..., Any], rows: Iterable[T], still_allowed: Callable[[], bool] | None) -> Iterator[T]:
    source = run(iter, rows)
    try:
        while True:
            if still_allowed is not None:
                run(forget)
                if not run(still_allowed):
                    raise RightEnded
            row = run(next, source, _END)
            if row is _END:
                return
            yield row
    finally:
        if hasattr(source, "close"):
            run(source.close)


def _without_scope(chunks: Iterable[bytes]) -> Iterator[bytes]:
    context = copy_context()
    context.run(_open.set, None)
    return _carry(context.run, chunks, None)


class RequestScopeMiddleware:
    """Begin each request with nothing kept and no scope open, and end it so.

    What is streamed after the answer has left this place is still part of the request: it has no scope of its own, so
    a stream that reads persons goes through ``carried``. (We serve WSGI alone, so no stream is an asynchronous one.)
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in a scope of its own."""
        kept, scope = _kept.set({}), _open.set(None)
        try:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = _without_scope(cast(Iterator[bytes], response.streaming_content))
            return response
        finally:
            _open.reset(scope)
            _kept.reset(kept)
