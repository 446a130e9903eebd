"""An organisation with so many members, written by COPY: what the benchmarks of lists, search and files stand on."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils.timezone import localdate, now

from lokallag.core.database import OWNER_ROLE
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.services import appoint, create_unit, set_profile
from lokallag.people.domain.names import sort_key
from lokallag.people.models import Person
from lokallag.people.services import register_person
from lokallag.people.services.sign_ins import confirm_factor
from lokallag.people.sessions import SessionStore
from lokallag.territory.domain.names import fold
from lokallag.territory.models import Municipality, PostalCode, Responsibility

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
BRANCHES = 24


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words("""
Anne Inger Kari Marit Ingrid Liv Eva Berit Astrid Bjørg Hilde Anna Solveig Marianne Randi Ida Nina Maria Elisabeth
Kristin Bente Heidi Silje Hanne Linda Tone Åse Tove Ragnhild Gunn Else Turid Wenche Grete Camilla Siri Julie Emma
Nora Sofie Thea Frida Åshild Gøril Jan Per Bjørn Ole Lars Kjell Knut Arne Svein Thomas Hans Geir Tor Morten Terje
Odd Erik Martin Andreas John Anders Rune Trond Tore Daniel Jon Kristian Øyvind Håkon Stian Sindre Magnus Fredrik
Sigurd Jonas Mathias Henrik Emil Tobias Oskar Åge Ørjan Asbjørn Tarjei Mohammed Fatima Amina Omar Yusuf Leila
Samira Tariq Nadia Bilal Agnieszka Łukasz Małgorzata Krzysztof Máret Áilu Ánte Elle Søren Jørgen Gøran Aksel
Kristoffer Katarina Benedikte Vilde Synnøve Torbjørn Tormod Eirik Eivind Ståle Pål Målfrid Oddvar Ingebjørg
""")
STEMS = _words("""
Hov Ber Dal Lun Hau Sol Mo Ness Vik Strand Øde Ås Bakke Haug Lie Moen Ruud Sæ Tveit Ei Fos Gran Hal Holm Ings Kval
Lang Myr Nor Ope Ram Sand Skog Sten Sun Tang Tor Ul Vang Øst Åm Bjørk Brekke Fjell Gjer Grøn Helge Kjel Lø Mæl Nygå
Ose Rød Rønn Sele Sjø Svart Sø Thor Udd Vat Ytre Alv Bø Drage Eke Furu Gul Heim Iver Jor Kol Lyng
""")
ENDS = _words("""
land gård heim seth vik nes dal stad berg bø rud øy sen strøm lien haugen moen vold tveit set byås hus mark holt
bakk bråten sjø lund
""")
PATRONYMS = [f"{name}sen" for name in _words("Han Ol Lar Ander Pet Joh Nil Jen Kristian Erik Peder Jakob Martin Tor")]


def family_names() -> list[str]:
    """Return some 2,000 family names: farms, the common ones, and some that are doubled."""
    farms = [stem + end for stem in STEMS for end in ENDS if not stem.endswith(end[:2])]
    return [*PATRONYMS, *farms]


def names_of(how_many: int, seed: int = 3) -> Iterator[tuple[str, str]]:
    """Yield given and family names: every third with two given names, every tenth with two family names."""
    chance, families = random.Random(seed), family_names()
    for _number in range(how_many):
        given = chance.choice(GIVEN)
        if chance.random() < 0.33:
            given += f" {chance.choice(GIVEN)}"
        family = chance.choice(PATRONYMS) if chance.random() < 0.08 else chance.choice(families)
        if chance.random() < 0.1:
            family = f"{chance.choice(families)} {family}"
        yield given, family


def organisation() -> tuple[Unit, Person, list[Unit]]:
    """Set up a party with a leader and branches that answer for thirty postal codes each. Returns all three."""
    began = date(2020, 1, 1)
    party = create_unit(
        kind=Kind.MUNICIPAL, name="Prøvepartiet", parent=None, opened_on=began, decision="", by=None, at=AT
    )
    set_profile(main_unit=party, colour="#b3212b", municipality_code="3201", by=None, at=AT)
    leader = register_person(
        given_name="Berit", family_name="Lund", email="berit@example.org", birth_year=1970, by=None, at=AT
    )
    appoint(
        office=party.offices.get(title=Title.LEADER),
        person=leader,
        from_on=began,
        until_on=None,
        elected_by="Årsmøtet",
        by=None,
        at=AT,
    )
    branches = [
        create_unit(
            kind=Kind.BRANCH, name=f"Lag {number:02}", parent=party, opened_on=began, decision="", by=None, at=AT
        )
        for number in range(BRANCHES)
    ]
    Municipality.objects.create(number="3201", name="BÆRUM")
    codes = [f"{1300 + number:04}" for number in range(BRANCHES * 3)]
    PostalCode.objects.bulk_create(
        PostalCode(
            code=code, place=f"STED {code}", place_key=fold(f"STED {code}"), municipality_id="3201", category="G"
        )
        for code in codes
    )
    Responsibility.objects.bulk_create(
        Responsibility(code_id=code, unit=branches[at % BRANCHES], valid_from=began, decision="Prøve")
        for at, code in enumerate(codes)
    )
    return party, leader, branches


def add_members(how_many: int, branches: list[Unit], *, already: int = 0) -> None:
    """Write so many members more: persons, memberships, choices and this year's fee, each table by one COPY."""
    today, chance = localdate(), random.Random(already)
    people = [
        (given, family, chance.randrange(1935, today.year - 14), chance.randrange(BRANCHES * 3))
        for given, family in names_of(how_many, seed=7 + already)
    ]
    with connection.cursor() as cursor:
        first = _reserve("people_person", how_many)
        with cursor.copy(
            "COPY people_person (id, password, key, given_name, family_name, sort_key, email, phone, birth_year,"
            " street_address, postal_code, gender, language, is_protected, created_at) FROM STDIN"
        ) as copy:
            for at, (given, family, born, code) in enumerate(people):
                pk = first + at
                key = f"00000000-0000-4000-8000-{pk:012d}"
                mail, phone = f"m{pk}@example.org", f"+479{pk:07d}"
                street, protected = f"Storgata {pk % 90 + 1}", at % 100 == 99
                copy.write_row((pk, "!", key, given, family, sort_key(family, given), mail, phone, born, street,
                                f"{1300 + code:04}", "ukjent", "nb", protected, AT))  # fmt: skip
        member = _reserve("membership_membership", how_many)
        with cursor.copy(
            "COPY membership_membership (id, person_id, number, joined_on, end_reason) FROM STDIN"
        ) as copy:
            for at in range(how_many):
                joined = today - timedelta(days=chance.randrange(30, 9000))
                copy.write_row((member + at, first + at, f"{100000 + member + at}", joined, ""))
        with cursor.copy(
            "COPY membership_branchchoice (membership_id, unit_id, chosen_on, reason, postal_code, note) FROM STDIN"
        ) as copy:
            for at, (_given, _family, _born, code) in enumerate(people):
                unit = branches[(code if at % 8 else code + 1) % BRANCHES]
                copy.write_row((member + at, unit.pk, date(2021, 1, 1), "imported", f"{1300 + code:04}", ""))
        with cursor.copy("COPY membership_feeyear (membership_id, year, is_paid) FROM STDIN") as copy:
            for at in range(how_many):
                copy.write_row((member + at, today.year, at % 5 != 0))
    _tidy()


def _tidy() -> None:
    """Tidy and count the tables, as the server's own caretaker does within minutes; only their owner may.

    Without it the last megabytes of what was just written lie unsorted beside the index of names.
    """
    given = connection.settings_dict
    app = given["USER"]
    connection.close()
    given["USER"] = OWNER_ROLE
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
    given["USER"] = app


def _reserve(table: str, how_many: int) -> int:
    """Return the first of so many ids that nobody else gets."""
    with connection.cursor() as counter:
        counter.execute(
            "SELECT min(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS n"
            " FROM generate_series(1, %s)) taken",
            [table, how_many],
        )
        return int(counter.fetchone()[0])


class SignedInSite:
    """The site as a server calls it, for somebody who is signed in with a second factor."""

    def __init__(self, person: Person) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(SERVER_NAME="localhost")
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "lokallag.people.backends.PersonBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        confirm_factor(session=session, at=now())
        session.save()
        self.cookie = str(session.session_key)

    def request(self, path: str, data: dict[str, str] | None = None) -> HttpRequest:
        """Return a request as this person's browser sends it."""
        from django.conf import settings

        request = self.factory.get(path) if data is None else self.factory.post(path, data)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookie
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's own test client
        return request

    def answer(self, path: str, *, status: int = 200, data: dict[str, str] | None = None) -> HttpResponseBase:
        """Answer a request.

        :raises RuntimeError: the answer has another status
        """
        response = self.handler.get_response(self.request(path, data))
        if response.status_code != status:
            raise RuntimeError(f"{path} answers {response.status_code}")
        return response
