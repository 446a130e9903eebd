"""What every test stands on: a database, no network, the same chance each time. Fixtures are told of in each module.

``db`` (pytest-django's) wraps a test in a transaction, as usual. ``isolated_database`` gives a database of its own to a
test with several connections, threads or processes. ``live_site`` and ``page`` are for journeys in a browser.
"""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.databases", "tests.browser"]

hypothesis_settings.register_profile(
    "steady", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_configure() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    _close_the_network()


class NetworkUsed(Exception):
    """A test spoke to another machine."""


def _is_here(host: object) -> bool:
    if host in {"localhost", "", None}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _close_the_network() -> None:
    """Let Python's sockets reach this machine only."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(host: object) -> None:
        if not _is_here(host):
            raise NetworkUsed(f"Tests use no network, but this one asked for {host}.")

    def here_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            checked(address[0])
        connect(self, address)

    def here_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            checked(address[0])
        return connect_ex(self, address)

    def here_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        checked(host.decode() if isinstance(host, bytes) else host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = here_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = here_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = here_getaddrinfo
