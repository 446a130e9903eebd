"""When the doors that only a demonstration has are open: three conditions, each enough to keep them shut.

The database carries the mark that ``lokallag demo`` alone can set, the server was started as a demo, and it is used
from the machine it runs on: it listens there alone, and no proxy stands between. A proxy closes the doors whatever
address it has, and so does a server that did not say where it listens.
"""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from lokallag.core.models import DemoMark

PROXY_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def is_loopback(address: str) -> bool:
    """Tell whether a network address is this machine's own: ``127.0.0.1``, ``::1``, ``::ffff:127.0.0.1``."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped.is_loopback
    return parsed.is_loopback


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Tell whether the request was sent on the server's own machine, to its own name, with no proxy between.

    :raises DisallowedHost: the host is none of ours
    """
    if any(header in request.META for header in PROXY_HEADERS):
        return False
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return (host == "localhost" or is_loopback(host)) and is_loopback(request.META.get("REMOTE_ADDR", ""))


def demo_is_open(request: HttpRequest) -> bool:
    """Tell whether this request may use what only a demonstration has. Asks the database last, and only in a demo."""
    listens_here = settings.LISTEN == "localhost" or is_loopback(settings.LISTEN)
    return bool(settings.DEMO) and listens_here and comes_from_this_machine(request) and DemoMark.objects.exists()
