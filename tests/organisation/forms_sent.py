"""How tests fill in a form: take what the page shows, change some fields, send it."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Collects names and values of the fields in the page's POST form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self._in_form = False
        self._select = self._textarea = self._error = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._in_form = given.get("method") == "post" and "action" not in given
        name = given.get("name") or ""
        if (given.get("id") or "").endswith("_error"):
            self._error = str(given["id"]).removeprefix("id_").removesuffix("_error")
        if not self._in_form or not (name or tag == "option"):
            return
        if tag == "input" and given.get("type") != "submit":
            self.values[name] = given.get("value") or ""
        elif tag == "textarea":
            self._textarea, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "div":
            self._error = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data.removeprefix("\n")
        elif self._error and data.strip():
            self.errors[self._error] = data.strip()


def read(response: HttpResponse) -> _Fields:
    """Return what stands in the form on a page, and the message at each field."""
    found = _Fields()
    found.feed(response.content.decode())
    return found


def fill_in(client: Client, address: str, **changes: Any) -> dict[str, str]:
    """Return what one would send from the page after changing some fields."""
    response = client.get(address)
    assert response.status_code == 200
    return {**read(response).values, **changes}


def messages_of(response: HttpResponse) -> list[str]:
    """Return what the next page tells, in order."""
    return [str(message) for message in response.context["messages"]]
