"""Where sessions are kept: in our own table, so that a person can see their sign-ins and end them."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.timezone import now

from lokallag.core.scope import once_per_request
from lokallag.people.models import SignIn

STARTED_AT = "started_at"
SEEN_AT = "seen_at"
DEVICE = "device"
SIGNED_IN = "people.signed_in"  # who came in by the session of this request, kept as long as the request
CODE_AT = "code_at"  # when a code from the mailbox was given last; absent where it was on the way in
FACTOR_AT = "factor_at"  # when a second factor was given last; absent where none was


def moment(session: Any, key: str) -> datetime | None:
    """Return an instant kept in the session, or ``None``."""
    written = session.get(key)
    return datetime.fromisoformat(written) if written else None


def code_given_at(session: Any) -> datetime | None:
    """Return when a code from the person's mailbox was given last in this session: on the way in, or again later."""
    return moment(session, CODE_AT) or moment(session, STARTED_AT)


class SessionStore(DatabaseStore):
    """Django's own store, with who is signed in, since when and from where in columns beside the data."""

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        """Return the table."""
        return SignIn

    def _get_session_from_db(self) -> SignIn | None:
        """Return the row, with who has come in by it: the same request asks for them next (``backends``)."""
        rows = SignIn.objects.select_related("person").filter(session_key=self.session_key, expire_date__gt=now())
        row = next(iter(rows), None)
        if row is None:
            self._session_key = None
        elif row.person is not None:
            once_per_request((SIGNED_IN, row.person.pk), partial(getattr, row, "person"))
        return row

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """Return the row, its columns read from the data; a session that somebody has just come in by begins now."""
        if SESSION_KEY in data and STARTED_AT not in data:
            data[STARTED_AT] = data[SEEN_AT] = now().isoformat()
        row = super().create_model_instance(data)
        assert isinstance(row, SignIn)
        if SESSION_KEY in data:
            row.person_id = int(data[SESSION_KEY])
            row.device = str(data.get(DEVICE, ""))[:60]
            row.started_at, row.seen_at = moment(data, STARTED_AT), moment(data, SEEN_AT)
        return row
