"""Reading a page writes nothing but that it was read: every GET is asked, and all else is as before.

What a GET may do: add rows to the log of looks (each of which waits to be sealed), and set the last activity of the
sign-in that asks, at most once a minute. Rows that were in the log before stay as they were.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from lokallag.core import audit
from lokallag.core.audit import How
from lokallag.core.models import Look
from lokallag.events.models import Event, EventHost, Signup, Speaker, SpeakerRequest
from lokallag.events.services import door_code, sign_up_person
from lokallag.events.services.signup_mail import reply_path
from lokallag.events.services.speaker_mail import own_path
from lokallag.followup.models import Commitment
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Mailing
from lokallag.mailing.services import token_for
from lokallag.membership.models import InterestTopic, MemberFile, Membership
from lokallag.membership.services import ask_for_file
from lokallag.networks.models import Application, ApplicationQuestion, Candidate, Idea, Network, SurveyBox
from lokallag.organisation.models import Term
from lokallag.outbox.models import Recipient
from lokallag.outbox.services import post
from lokallag.people.models import Person, SignIn
from lokallag.playbook.models import ActivityKind, Chapter, PlannedActivity, Tip, UnclearDuty
from lokallag.playbook.services import leave_tip, take_activity
from lokallag.privacy.models import Expulsion
from lokallag.register.models import Difference, RegisterImport
from lokallag.territory.models import Category, Division, Municipality, PendingFile, PostalCode, RegisterLoad
from tests.cast import Cast, cast
from tests.code.addresses import Address, addresses
from tests.code.test_acts import survey_box
from tests.events.speaker_stage import asked
from tests.events.stage import announced
from tests.factories import NetworkFactory
from tests.followup.stage import take_on
from tests.mailing.stage import write_draft
from tests.networks.board_stage import ready
from tests.networks.ideas_stage import candidate, returned
from tests.networks.ideas_stage import idea as publish_idea
from tests.networks.ideas_stage import member as ideas_member
from tests.networks.stage import steered
from tests.playbook.duty_stage import unclear_duty
from tests.playbook.stage import write_chapter

pytestmark = pytest.mark.django_db

FIRST_OF_MAY = {"month": 5, "day": 1}
ROW = "1344\tHASLUM\t3201\tBÆRUM\tG\r\n".encode("latin-1")
SPEAKER_PAGES = ("ask_speaker", "speaker", "edit_speaker", "erase_speaker", "link_speaker")
TIP_PAGES = {"playbook:tip", "playbook:answer_tip", "playbook:put_tip_back"}
GROUP = 8  # addresses that are asked before the tables are looked at; a fault names them all
Sums = dict[str, tuple[int, int]]
GROWS = {"core_look": "id", "core_unsealed": "row_id"}  # a GET may add rows here: table, and what numbers them


def all_tables(*, up_to: int | None = None, only: Collection[str] = ()) -> Sums:
    """Return, by table, how many rows it has and a checksum over all that is in them.

    :param only: these tables; without it all there are
    :param up_to: leave out of the log of looks what has a later number
    """
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        sums = []
        for table in only or connection.introspection.table_names(cursor):
            old = f"WHERE {GROWS[table]} <= {up_to}" if table in GROWS and up_to is not None else ""
            if table == "core_unsealed" and old:
                old += " OR log <> 'look'"
            hashed = "coalesce(sum(hashtext(t::text)::bigint), 0)"
            sums.append(f"SELECT '{table}', count(*), {hashed} FROM {quoted(table)} AS t {old}")
        cursor.execute(" UNION ALL ".join(sums))
        return {table: (rows, int(total)) for table, rows, total in cursor.fetchall()}


def last_look() -> int:
    """Return the number of the last row in the log of looks, 0 where there is none."""
    return Look.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed(before: Sums, after: Sums) -> list[str]:
    """Return the tables that are not as they were."""
    tables = before.keys() | after.keys()
    return sorted(table for table in tables if before.get(table) != after.get(table))


def groups(found: list[Address]) -> Iterator[list[Address]]:
    """Leaf through the addresses, a few at a time: the sums over all tables take longer than most answers."""
    for first in range(0, len(found), GROUP):
        yield found[first : first + GROUP]


@pytest.fixture
def people() -> Cast:
    """Give the named people in their offices, a member of Haslum, a draft and a file under way: one of each thing."""
    found = cast()
    Membership.objects.get_or_create(
        person=found["member"], defaults={"number": "M1", "joined_on": found.today - timedelta(days=90)}
    )
    take_on(found)
    Expulsion.objects.create(name="Ute Stengt", expelled_on=found.today)
    municipality = Municipality.objects.create(number="3201", name="BÆRUM")
    PostalCode.objects.create(
        code="1344", place="HASLUM", place_key="haslum", municipality=municipality, category=Category.STREETS
    )
    Division.objects.create(title="Utkast", municipality=municipality, valid_from=found.today, made_at=now())
    PendingFile.objects.create(
        kind=RegisterLoad.Kind.REGISTER, name="fil.txt", data=ROW, sent_by=found["board leader"], sent_at=now()
    )
    RegisterImport.objects.create(
        state="applied", file_name="medlemmer.csv", file_hash="0" * 64, sent_at=now(), moved_at=now(), applied_at=now()
    )
    Difference.objects.create(
        membership=found["member"].membership, about=Difference.About.PHONE, theirs="91111111", found_at=now()
    )
    kind = ActivityKind.objects.create(
        key="fest",
        name="Fest",
        units=["branch"],
        ring="meeting",
        weight="may",
        what="Fest",
        why="Moro",
        rule=FIRST_OF_MAY,
    )
    take_activity(unit=found.haslum, kind=kind, year=found.today.year, by=found["branch leader"], at=now())
    leave_tip(
        text="Ring", unit=found.haslum, source_key="x", source_label="Fest", source_url="", by=None, at=now(), kind=kind
    )
    write_chapter(found, body='<ul class="checks"><li>Bord</li></ul>', is_published=True)
    ask_for_file(unit=found.haslum, file_format="csv", filters="", purpose="Prøve", by=found["branch leader"], at=now())
    candidate(returned(found["member"]), ideas_member())
    publish_idea(found["member"])
    InterestTopic.objects.create(name="Skole")
    write_draft(found)
    event = announced(found)
    sign_up_person(event=event, person=found["member"], at=now())
    asked(found, event)
    unclear_duty(found)
    ready(found)
    steered(found)
    NetworkFactory(unit__name="Klima", unit__parent=found.party)
    survey_box(found)
    post(key="prove", subject="Hei", text="Hei", to=[("prove", "a@example.org")], purpose="people.notice", at=now())
    return found


IDEA_PAGES = [
    f"networks:{name}"
    for name in (
        "idea",
        "edit_idea",
        "publish_idea",
        "unpublish_idea",
        "bring_idea",
        "close_idea",
        "join_idea",
        "leave_idea",
    )
]
APPLICATION_PAGES = [
    f"networks:{name}"
    for name in (
        "application",
        "edit_application",
        "candidates",
        "change_candidate",
        "send_application",
        "withdraw_application",
        "answer_question",
        "apply_again",
    )
]
# What a numbered row is, by the name of the page or by its room; the first there is.
ROWS: dict[str, Any] = {
    "events": EventHost,
    "followup": Commitment,
    "mailing": Mailing,
    "mailing:enter_wishes": Membership,
    "networks": Application,
    "networks:answer_survey": SurveyBox,
    "networks:enter_belonging": Membership,
    "membership": Membership,
    "membership:topic": InterestTopic,
    "membership:drop_topic": InterestTopic,
    **dict.fromkeys(IDEA_PAGES, Idea),
    "networks:candidacy": Candidate,
    **dict.fromkeys(APPLICATION_PAGES, Application),
    "organisation": Term,
    "outbox": Recipient,
    "playbook": PlannedActivity,
    "playbook:unclear": UnclearDuty,
    "privacy": Membership,
    "privacy:note_expulsion": Expulsion,
    "register": Difference,
    "territory": Division,
    "events:enter_answer": SpeakerRequest,
    **{f"events:{name}": Speaker for name in SPEAKER_PAGES},
    **dict.fromkeys(TIP_PAGES, Tip),
}
# What stands in an address, by the part alone, by the part in a room, or by the part in one page.
FILLED: dict[str, Callable[[], object]] = {
    "code": lambda: door_code(Event.objects.get(), at=now()),
    "key": lambda: PendingFile.objects.get().pk,
    "key events:own_feed": lambda: "A" * 43,  # what the right key may write is told in its own test
    "key membership": lambda: MemberFile.objects.get().pk,
    "key playbook": lambda: PlannedActivity.objects.select_related("kind").get().key,
    "key playbook:duty": lambda: "kurs",
    "key playbook:edit_duty": lambda: "kurs",
    "key register": lambda: RegisterImport.objects.get().pk,
    "kind": lambda: "endrede",
    "kind playbook": lambda: "annual_meeting",
    "language": lambda: "nb",
    "number": lambda: 1,
    "number networks": lambda: ApplicationQuestion.objects.order_by("pk")[0].pk,
    "part": lambda: "innkalling",
    "slug": lambda: "haslum",
    "slug events": lambda: Event.objects.get().slug,
    "slug events:create": lambda: "haslum",
    "slug events:feed_of_unit": lambda: "haslum",
    "slug networks": lambda: Network.objects.order_by("pk")[0].unit.slug,
    "slug events:hours": lambda: "haslum",
    "step": lambda: 1,
    "token": lambda: token_for(str(Person.objects.order_by("pk")[0].key), Kind.NEWS),
    "token events:speaker_held": lambda: own_path(SpeakerRequest.objects.get()).rstrip("/").rpartition("/")[2],
    "token events:speaker_reply": lambda: own_path(SpeakerRequest.objects.get()).rstrip("/").rpartition("/")[2],
    "token events": lambda: reply_path(Signup.objects.get()).rstrip("/").rpartition("/")[2],
    "uid": lambda: Event.objects.get().uid,
    "year": lambda: PlannedActivity.objects.select_related("plan").get().plan.year,
}


def path_of(address: Address) -> str:
    """Return an address with its parts filled in by what the fixture made."""
    room = address.name.partition(":")[0]
    parts: dict[str, object] = {}
    for part in address.parts:
        if part == "pk":
            model = ROWS.get(address.name) or ROWS[room]
            parts[part] = model.objects.order_by("pk")[0].pk
        elif part == "key" and address.route.startswith("dreiebok/"):
            parts[part] = Chapter.objects.get().key
        else:
            found = [FILLED[name] for name in (f"{part} {address.name}", f"{part} {room}", part) if name in FILLED]
            assert found, f"say what stands for {part} in {address}"
            parts[part] = found[0]()
    return reverse(address.name, kwargs=parts)


@pytest.mark.parametrize("who", ["anonymous", "member", "branch leader", "board leader"])
def test_no_get_changes_a_row(people, who):
    client = people.sign_in(Client(), who)
    client.get(reverse("territory:branches"))  # draws the map once; the drawing is kept, and holds no new fact
    audit.record_look("membership.see_members", actor=None, persons=[people["member"].pk], at=now(), how=How.LIST)
    last = last_look()
    before = all_tables(up_to=last)

    answered = {}
    with time_machine.travel(now(), tick=False):  # on a slow machine the walk takes more than a minute
        for group in groups([address for address in addresses() if "GET" in address.methods]):
            for address in group:
                answered[address.name] = client.get(path_of(address)).status_code
            asked = [address.name for address in group]
            assert (asked, changed(before, all_tables(up_to=last))) == (asked, [])

    assert len(answered) > 15
    assert {name: status for name, status in answered.items() if status >= 500 or status == 400} == {}


def test_a_sign_in_that_was_idle_gets_its_last_activity_and_nothing_else(people):
    with time_machine.travel(now() - timedelta(minutes=5), tick=False):
        client = people.sign_in(Client(), "member")
    before, [sign_in] = all_tables(), SignIn.objects.values()

    assert client.get(reverse("web:my_page")).status_code == 200

    assert changed(before, all_tables()) == ["people_signin"]
    [after] = SignIn.objects.values()
    moved = {name for name, value in after.items() if value != sign_in[name]}
    assert moved <= {"seen_at", "session_data", "expire_date"}
    assert after["seen_at"] > sign_in["seen_at"]


def test_the_first_look_at_the_map_keeps_a_drawing_and_changes_nothing_else(people):
    before = all_tables()

    Client().get(reverse("territory:branches"))

    assert set(changed(before, all_tables())) <= {"territory_keptmap", "territory_mapversion"}


def test_the_probe_sees_a_row_of_the_log_that_is_not_a_look(people):
    before = all_tables(up_to=last_look())

    audit.record("people.change_address", actor=None, target=people["member"], at=now())

    assert changed(before, all_tables(up_to=0)) == ["core_change", "core_unsealed"]


def test_the_probe_sees_a_changed_row(people):
    before = all_tables()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = '99999999' WHERE id = %s", [people["member"].pk])

    assert changed(before, all_tables()) == ["people_person"]
