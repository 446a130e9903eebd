"""Bring in a file for a command: from a path, or from an http(s) address with a limit on size and time."""

import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.territory.domain.files import MEGABYTE
from lokallag.territory.domain.tables import advice_on_address, is_edit_address

SECONDS = 60
_SCHEMES = {"http", "https"}


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to another http(s) address, and not from https back to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Return the request to follow.

        :raises RuleViolation: the new address is of another kind
        """
        scheme = urlsplit(newurl).scheme
        if scheme not in _SCHEMES or (req.type == "https" and scheme != "https"):
            raise RuleViolation(_("Adressen sender oss videre til et sted vi ikke henter fra. Last ned filen selv."))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(source: str, *, limit: int) -> bytes:
    """Return the bytes of ``source``: a path, or an address that begins with http:// or https://.

    :param limit: most bytes that are taken
    :raises RuleViolation: it is not there, too large, takes more than a minute, or is an online sheet for editing
    """
    if "://" not in source:
        return _from_path(Path(source).expanduser(), limit)
    if urlsplit(source).scheme not in _SCHEMES:
        raise RuleViolation(_("Adressen må begynne med https:// eller http://."))
    if is_edit_address(source):
        raise RuleViolation(advice_on_address(source))
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    try:
        request = urllib.request.Request(source, headers={"User-Agent": "Lokallag"})  # noqa: S310 http(s) only, see above
        with opener.open(request, timeout=SECONDS) as answer:
            data = bytes(answer.read(limit + 1))
    except urllib.error.HTTPError as error:
        message = _("Fant ikke filen: %(host)s svarer med %(status)s. Sjekk adressen.")
        raise RuleViolation(message % {"host": urlsplit(source).hostname, "status": error.code}) from error
    except (OSError, HTTPException, ValueError) as error:
        message = _("Fikk ikke hentet filen fra %(host)s. Sjekk adressen og nettet, og prøv igjen.")
        raise RuleViolation(message % {"host": urlsplit(source).hostname or source}) from error
    return _within(data, limit)


def _from_path(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            return _within(file.read(limit + 1), limit)
    except FileNotFoundError as error:
        raise RuleViolation(_("Fant ikke filen %(path)s. Sjekk navnet og mappa.") % {"path": path}) from error
    except IsADirectoryError as error:
        raise RuleViolation(_("%(path)s er en mappe. Skriv navnet på filen.") % {"path": path}) from error
    except OSError as error:
        raise RuleViolation(
            _("Fikk ikke lest filen %(path)s. Sjekk at du har lov til å lese den.") % {"path": path}
        ) from error


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise RuleViolation(_("Filen er større enn %(limit)s MB, og hentes ikke.") % {"limit": limit // MEGABYTE})
    return data
