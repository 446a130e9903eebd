"""Ends sign-ins whose time is over, and says how sure each request is of who is asking (ADR 0009)."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.core.assurance import Assurance, assured
from lokallag.core.permissions import reach_of
from lokallag.people.domain.limits import SEEN_EVERY, is_over
from lokallag.people.sessions import FACTOR_AT, SEEN_AT, STARTED_AT, code_given_at, moment


class AssuranceMiddleware:
    """Hold each sign-in to its limits, and pass on when its second factor, and a code from the mailbox, were given.

    What one may see decides the limits (``people.domain.limits``), asked anew at each request: whoever comes into
    office is held to the shorter ones at once. The last activity is written at most once a minute.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        at, factor_at, code_at = now(), None, None
        if request.user.is_authenticated:
            started_at, seen_at = moment(request.session, STARTED_AT), moment(request.session, SEEN_AT)
            if (
                started_at is None
                or seen_at is None
                or is_over(reach_of(request.user), started_at=started_at, seen_at=seen_at, at=at)
            ):
                logout(request)
                messages.info(request, _("Det er en stund siden sist, så du er logget ut. Logg inn på nytt."))
            else:
                factor_at, code_at = moment(request.session, FACTOR_AT), code_given_at(request.session)
                if at >= seen_at + SEEN_EVERY:
                    request.session[SEEN_AT] = at.isoformat()
        with assured(Assurance(factor_at, at, code_at)):
            return self.get_response(request)
