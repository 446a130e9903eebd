"""The people whom the tests know by name, with the offices they hold in Bærum. Made through the services.

========================  =====================  ==================================================
``people["…"]``           who                    holds
========================  =====================  ==================================================
``board leader``          Berit Lund             leader of the municipal party
``secretary``             Sindre Vik             secretary of the municipal party
``board member``          Bilal Khan             ordinary seat on the board
``deputy member``         Dina Moe               deputy on the board, no rights of it
``branch leader``         Hanne Ås               leader of Haslum
``neighbour leader``      Nils Østby             leader of Sandvika
``member``                Mona Dahl              no office; a member of Haslum, lives in 1344 Haslum
``stranger``              Stian Rud              is in the register of persons, belongs to nothing
``anonymous``             nobody                 is not signed in
========================  =====================  ==================================================
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate, now

from lokallag.core import scope
from lokallag.core.permissions import Asker
from lokallag.membership.domain.choices import Reason
from lokallag.membership.services import choose_branch, start_membership
from lokallag.organisation import services
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.people.models import Person
from lokallag.people.services import confirm_factor, register_person
from lokallag.people.sessions import SessionStore
from lokallag.territory.queries import visits
from tests import rows

OFFICES = ("board leader", "secretary", "board member", "deputy member", "branch leader", "neighbour leader")
EVERYONE = (*OFFICES, "member", "stranger", "anonymous")


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisation the named people stand in, and the people."""

    party: Unit
    haslum: Unit
    sandvika: Unit
    today: date
    persons: dict[str, Person]

    def __getitem__(self, who: str) -> Person:
        return self.persons[who]

    def asker(self, who: str) -> Asker:
        """Return the person, or the one who is not signed in for ``anonymous``."""
        return AnonymousUser() if who == "anonymous" else self.persons[who]

    def sign_in(self, client: Client, who: str) -> Client:
        """Let ``who`` use this browser, a second factor just given; ``anonymous`` is signed out."""
        if who == "anonymous":
            client.logout()
            return client
        session: Any = SessionStore()
        if settings.SESSION_COOKIE_NAME in client.cookies:  # who was here before is signed out
            client.force_login(self.persons[who])
            session = client.session
        else:  # the same, by four queries in place of nineteen
            session[SESSION_KEY] = str(self.persons[who].pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = self.persons[who].get_session_auth_hash()
        confirm_factor(session=session, at=now())  # as after a code from the app
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client


def cast(*, today: date | None = None) -> Cast:
    """Set up Bærum with the branches Haslum and Sandvika, and put the named people into their offices.

    Terms began a year before ``today`` (default: the local date now) and are open-ended. In a test process the services
    make them once for each ``today``; where nobody is there yet, the same rows are laid down again (``tests.rows``).
    """
    today = today or localdate()
    is_first = today not in _remembered
    if Person._base_manager.exists() or (is_first and not connection.in_atomic_block):
        return _made(today)
    if is_first:
        before = rows.all_rows()
        made = _made(today)
        _remembered[today] = (rows.added_since(before), made)
        return deepcopy(made)
    laid, made = _remembered[today]
    rows.lay_down(laid)
    scope.forget()
    visits._kept.clear()  # a page of before is known by numbers that come again, here alone
    return deepcopy(made)


_remembered: dict[date, tuple[rows.Rows, Cast]] = {}


def _made(today: date) -> Cast:
    began = today - timedelta(days=365)
    at = datetime.combine(began, time(10), tzinfo=UTC)

    def person(given: str, family: str, code: str = "1344") -> Person:
        email = f"{given}.{family}@example.org".lower().translate(str.maketrans("åøæ", "aoa"))
        return register_person(
            given_name=given, family_name=family, email=email, postal_code=code, birth_year=1980, by=None, at=at
        )

    persons = {
        "board leader": person("Berit", "Lund", "1337"),
        "secretary": person("Sindre", "Vik", "1356"),
        "board member": person("Bilal", "Khan", "1346"),
        "deputy member": person("Dina", "Moe", "1352"),
        "branch leader": person("Hanne", "Ås"),
        "neighbour leader": person("Nils", "Østby", "1337"),
        "member": person("Mona", "Dahl"),
        "stranger": person("Stian", "Rud", "0951"),
    }

    def unit(kind: Kind, name: str, parent: Unit | None) -> Unit:
        return services.create_unit(
            kind=kind, name=name, parent=parent, opened_on=began, decision="Årsmøtet, sak 3", by=None, at=at
        )

    party = unit(Kind.MUNICIPAL, "Bærum Arbeiderparti", None)
    haslum, sandvika = unit(Kind.BRANCH, "Haslum", party), unit(Kind.BRANCH, "Sandvika", party)
    services.set_profile(main_unit=party, colour="#b3212b", municipality_code="3201", by=None, at=at)
    for who, where, title in (
        ("board leader", party, Title.LEADER),
        ("secretary", party, Title.SECRETARY),
        ("board member", party, Title.BOARD_MEMBER),
        ("deputy member", party, Title.DEPUTY_MEMBER),
        ("branch leader", haslum, Title.LEADER),
        ("neighbour leader", sandvika, Title.LEADER),
    ):
        services.appoint(
            office=where.offices.get(title=title),
            person=persons[who],
            from_on=began,
            until_on=None,
            elected_by="Årsmøtet",
            by=None,
            at=at,
        )
    mona = start_membership(person=persons["member"], number="100001", joined_on=began, by=None, at=at)
    choose_branch(membership=mona, unit=haslum, by=None, at=at, reason=Reason.IMPORTED)
    return Cast(party=party, haslum=haslum, sandvika=sandvika, today=today, persons=persons)
