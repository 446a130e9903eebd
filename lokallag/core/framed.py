"""A page that is shown inside one of our own, in a frame that can do nothing: a letter as a mail reader shows it."""

from collections.abc import Callable
from typing import cast

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = Callable[..., HttpResponse]
POLICY = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],  # mails carry their style with them; nothing is loaded, nothing runs
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups"],  # a link opens beside the frame
}


def framed(view: View) -> View:
    """Let the answer stand in a frame of a page of ours, with its own style and without any power."""
    return cast(View, xframe_options_sameorigin(csp(POLICY)(view)))
