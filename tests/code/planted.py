"""Unique strings in the members of the neighbour branch, Sandvika, and a walk that asks every address for them."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from django.db import transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from lokallag.core import scope
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice, FeeYear, Guardian, MemberFile, Membership
from lokallag.membership.services import choose_branch, start_membership
from lokallag.organisation.models import Approval
from lokallag.organisation.queries.handover import seats_now
from lokallag.outbox.models import Message
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services import register_person
from lokallag.register.models import Difference
from lokallag.territory.models import Category, Municipality, PostalCode
from tests.cast import Cast
from tests.code.addresses import Address, addresses
from tests.code.test_get_changes_nothing import path_of
from tests.mailing.stage import write_draft
from tests.register.stage import MONA, csv, row
from tests.register.stage import read as read_file

NAMES = ("Zylvia", "Qvistelund", "Ylvali", "Qvistemindre", "Xerxia", "Qvistehemmelig")
CONTACT = ("zq.post@qvistepost.example", "92345677")
MINORS = ("yq.post@qvistepost.example", "94567899", "Grodvakta", "grod@qvistepost.example", "93456788")
DETAILS = ("QM77123", "8799", "Qvarnebo")
NOTE = ("Nattergalnotat",)
FEES = ("2091",)
ADDRESS = ("Xyloveien",)
BIRTH = ("1907",)
PROTECTED = ("Skjultveien", "8788", "Hemmelsnes")
ASKED = ("Ringeformaal",)
PROPOSED = ("Styrevalgsord",)
PARTS: dict[str, tuple[str, ...]] = {
    "names": NAMES,
    "contact": CONTACT,
    "minors": MINORS,
    "details": DETAILS,
    "note": NOTE,
    "fees": FEES,
    "address": ADDRESS,
    "birth": BIRTH,
    "protected": PROTECTED,
    "asked": ASKED,
    "proposed": PROPOSED,
}
TOKENS = re.compile(
    r'(?<=value=")[\w-]{24,}(?=")|(?<="X-CSRFToken": ")[^"]+|(?<=Location: /medlemmer/filer/)[\w-]{36}|\b\d{4} \d{4}\b'
    r"|(?<=Date\(D:)\d{14}|(?<=/ID\[)[^\]]+|<xmp:\w+Date>[^<]+|<xmpMM:\w+ID>[^<]+"
)  # what is new each time: keys of forms, the number of a file just asked for, codes in a mail, when a PDF was made
UNLIKE = {  # new each time
    *("people:set_up_app", "people:ask_for_passkey", "people:ask_to_add_passkey", "web:theme"),
    "events:make_address",
}


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted: the member whom the walk asks for, the file that the neighbour asked for, and so on."""

    adult: int
    minor: int
    file: str
    person: str
    approval: int
    difference: int
    sent: str


def places() -> None:
    """Let the register of postal codes have the places, which are nobody's secret, before anything is planted."""
    far, _new = Municipality.objects.get_or_create(number="1822", defaults={"name": "LEIRFJORD"})
    for code, place in (("8799", "QVARNEBO"), ("8788", "HEMMELSNES")):
        PostalCode.objects.create(
            code=code, place=place, place_key=place.lower(), municipality=far, category=Category.STREETS
        )


def _member(people: Cast, number: str, note: str = "", **person: Any) -> Membership:
    at = now() - timedelta(days=30)
    made = register_person(by=None, at=at, **person)
    member = start_membership(person=made, number=number, joined_on=at.date(), by=None, at=at)
    choose_branch(membership=member, unit=people.sandvika, by=None, at=at, reason=Reason.PLACED_BY_OFFICE)
    BranchChoice.objects.filter(membership=member).update(note=note)
    return member


def plant(people: Cast) -> Planted:
    """Plant an adult, a minor with a guardian and one with a protected address in Sandvika, and what follows them."""
    at = now()
    adult = _member(
        people,
        DETAILS[0],
        NOTE[0],
        given_name=NAMES[0],
        family_name=NAMES[1],
        email=CONTACT[0],
        phone=f"+47{CONTACT[1]}",
        birth_year=int(BIRTH[0]),
        street_address=f"{ADDRESS[0]} 17",
        postal_code=DETAILS[1],
    )
    FeeYear.objects.create(membership=adult, year=int(FEES[0]), is_paid=True)
    minor = _member(
        people,
        "QM2",
        given_name=NAMES[2],
        family_name=NAMES[3],
        email=MINORS[0],
        phone=f"+47{MINORS[1]}",
        birth_year=people.today.year - 15,
        postal_code="1337",
    )
    Guardian.objects.create(person=minor.person, name=f"{MINORS[2]} Foresatt", email=MINORS[3], phone=f"+47{MINORS[4]}")
    hidden = _member(
        people,
        "QM3",
        given_name=NAMES[4],
        family_name=NAMES[5],
        street_address=f"{PROTECTED[0]} 3",
        postal_code=PROTECTED[1],
    )
    Person.objects.filter(pk=hidden.person_id).update(is_protected=True)
    file = MemberFile.objects.create(
        person=people["neighbour leader"],
        unit=people.sandvika,
        file_format="csv",
        purpose=f"{ASKED[0]} {NAMES[0]}",
        filters=f"q={NAMES[1]}",
        asked_at=at,
        expires_at=at + timedelta(minutes=30),
    )
    approval = Approval.objects.create(
        kind="organisation.hand_over",
        payload={},
        unit=people.sandvika,
        beneficiary=adult.person,
        proposer=people["neighbour leader"],
        reason=f"{PROPOSED[0]} {NAMES[0]} {NAMES[1]}",
        proposed_at=at,
        expires_at=at + timedelta(days=3),
    )
    difference = Difference.objects.create(
        membership=adult, about=Difference.About.PHONE, theirs=CONTACT[1], found_at=at
    )
    Difference.objects.create(membership=minor, about=Difference.About.EMAIL, theirs=MINORS[0], found_at=at)
    said = csv(
        MONA,
        row(DETAILS[0], NAMES[0], NAMES[1], email=CONTACT[0].replace("post", "ny"), phone=CONTACT[1]),
        row("QM2", NAMES[2], NAMES[3], email=MINORS[3]),
    )
    sent = read_file(said, at=at)
    sent.rows.exclude(number__in=[DETAILS[0], "QM2"]).delete()  # the member of the cast reads what is held of her in it
    post(
        key="test.planted",
        subject=f"Om {NAMES[0]}",
        text=" ".join((*NAMES, *CONTACT, *ADDRESS)),
        to=[(str(adult.person.key), CONTACT[0])],
        purpose="membership.branch_choice",
        at=at,
    )
    write_draft(people, where="sandvika", who="neighbour leader")
    return Planted(adult.pk, minor.pk, str(file.pk), str(adult.person.key), approval.pk, difference.pk, str(sent.pk))


def parts_in(said: dict[str, str]) -> set[str]:
    """Return the parts of which a word stands in any answer, but for words that the question itself held."""
    found = set()
    for asked, text in said.items():
        folded = re.sub(r"/\d+(?=[/\"])", "/", text.casefold())  # the number of a row may look like a year
        echoed = unquote(asked).casefold()
        for part, words in PARTS.items():
            if any(_stands(word.casefold(), folded) and word.casefold() not in echoed for word in words):
                found.add(part)
    return found


def _stands(word: str, text: str) -> bool:
    """Tell whether a word stands in a text; four figures, which any long random number may hold, only by themselves."""
    if word.isdigit() and len(word) == 4:
        return re.search(rf"(?<![\w-]){word}(?![\w-])", text) is not None
    return word in text


def read(response: Any) -> str:
    """Return all that an answer says: status, where it leads, and its text, of a workbook the text of its cells."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    head = "\n".join(f"{name}: {response.headers.get(name, '')}" for name in ("Location", "HX-Redirect", "HX-Location"))
    return TOKENS.sub("", f"{response.status_code}\n{head}\n{body.decode(errors='replace')}")


def aimed(address: Address, planted: Planted, slug: str) -> str:
    """Return the address with its parts filled in by what was planted in the neighbour branch."""
    room = address.name.partition(":")[0]
    parts: dict[str, object] = {}
    for part in address.parts:
        if part == "slug":
            parts[part] = slug
        elif part == "key":
            parts[part] = planted.sent if room == "register" else planted.file
        elif part == "kind":
            parts[part] = "endrede"
        elif part == "uid":
            parts[part] = UUID(int=planted.adult)
        elif address.name.startswith("organisation:appro") or address.name == "organisation:decline":
            parts[part] = planted.approval
        elif room == "register":
            parts[part] = planted.difference
        else:
            parts[part] = planted.adult
    return reverse(address.name, kwargs=parts)


def searches(planted: Planted, slug: str) -> list[str]:
    """Return member lists asked in every way: searched for the planted words, filtered, sorted, leafed past them."""
    wishes = [f"q={quote(word)}" for word in (NAMES[1], NAMES[0][:3], *CONTACT, MINORS[0], DETAILS[0], BIRTH[0])]
    asked = [
        "avdeling=sandvika",
        "alder=60-",
        f"siden={(now() - timedelta(days=31)).date()}",
        "bor=annet",
        "kontingent=ukjent",
        "sorter=nyest",
        f"etter={planted.adult}",
        f"for={planted.adult}",
        "kolonne=e-post&kolonne=telefon&kolonne=nummer&kolonne=alder&kolonne=kontingent&kolonne=sted",
    ]
    return [f"/medlemmer/{slug}/?{query}" for query in (*wishes, *asked)]


@cache
def answering(method: str) -> tuple[Address, ...]:
    """Return the addresses that answer a method, but for those whose answer is new each time."""
    return tuple(
        address
        for address in addresses()
        if not address.methods.isdisjoint({method, "*"}) and address.name not in UNLIKE
    )


def own_paths() -> list[str]:
    """Return every address that answers GET, aimed at what was there before anything was planted."""
    return [path_of(address) for address in answering("GET")]


def gets(client: Client, planted: Planted, own: list[str], *, lists: tuple[str, ...] = ()) -> dict[str, str]:
    """Ask every address with GET, as a page and in part, and return what each said.

    :param own: addresses aimed at other things than what was planted; ``lists`` are searched and filtered
    """
    said = {path: read(client.get(path)) for path in own}
    for address in answering("GET"):
        if address.parts:
            for slug in ("sandvika", "haslum") if own and {"slug", "pk"} <= set(address.parts) else ("sandvika",):
                path = aimed(address, planted, slug)
                said[path] = read(client.get(path))
        elif not own:
            path = reverse(address.name)
            said[path] = read(client.get(path))
    for path in [
        *(search for slug in lists for search in searches(planted, slug)),
        f"/logg/?hvem={planted.person}",
        f"/medlemmer/sandvika/?q={NAMES[1]}",
        f"/medlemmer/sandvika/last-ned/?q={NAMES[1]}",
        f"/organisasjon/sandvika/velg/?sok={NAMES[1]}",
        f"/organisasjon/engangskoder/?sok={NAMES[1]}",
        f"/oppfolging/sandvika/?q={NAMES[1]}",
        f"/avdelinger/?sok={DETAILS[1]}",
        "/medlemmer/haslum/?q=%00",
    ]:
        said[path] = read(client.get(path))
    for path in ("/medlemmer/sandvika/", "/medlemmer/haslum/", f"/medlemmer/sandvika/{planted.adult}/", "/logg/"):
        said[f"{path} i deler"] = read(client.get(path, headers={"HX-Request": "true"}))
    return said


def form_of(people: Cast, planted: Planted) -> dict[str, str]:
    """Return a form that asks for the planted members in every field that takes a person or a word."""
    sent = {
        "person": planted.person,
        "email": CONTACT[0],
        "responsible": planted.person,
        "hvem": planted.person,
        "wish": NAMES[1],
        "purpose": "Ringe",
        "file_format": "csv",
        "filters": f"q={NAMES[1]}",
        "liste": "endrede",
        "rad": "1",
        "how": "phone",
        "said_on": people.today.isoformat(),
        "unit": "haslum",
        "from_on": (people.today + timedelta(days=1)).isoformat(),
        "elected_by": "Årsmøtet",
    }
    with scope.opened("test"):
        seats = [
            seat
            for unit in (people.haslum, people.party)
            for seat in seats_now(unit, people["secretary"], people.today)
        ]
    return sent | {f"who_{seat.key}": NAMES[1] for seat in seats}


def posts(
    client: Client,
    planted: Planted,
    sent: dict[str, str],
    after_each: Callable[[str], None] | None = None,
    slugs: tuple[str, ...] = ("sandvika", "haslum"),
) -> dict[str, str]:
    """Send a form to every address that takes one, and return what each said. What each did is undone.

    :param after_each: called with the address before it is undone
    """
    said: dict[str, str] = {}
    before = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cookies = client.cookies.output(header="", sep=";")
    for address in answering("POST"):
        for slug in slugs[:1] if "slug" not in address.parts or "pk" in address.parts else slugs:
            with transaction.atomic():
                path = aimed(address, planted, slug)
                said[f"POST {path}"] = read(client.post(path, sent)) + TOKENS.sub("", "\n".join(mailed(before)))
                if after_each is not None:
                    after_each(path)
                transaction.set_rollback(True)
            client.cookies = SimpleCookie(cookies)
    return said


def mailed(after: int) -> list[str]:
    """Return all letters written since the one with the id ``after``: to whom, and what."""
    return [
        f"{message.subject} {message.text} {', '.join(each.address for each in message.recipients.all())}"
        for message in Message.objects.filter(pk__gt=after).order_by("pk").prefetch_related("recipients")
    ]
