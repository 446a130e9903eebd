"""The access matrix of security (who may do what with which data), written by hand and held against the rules.

The table below is the promise; ``rules.py`` of each room is what keeps it, and ``docs/roles.md`` is generated from
that. Each act has one place in the table. Each role is asked at the door for each act about their own, about others in
their branch, about others in the neighbour branch, and about the whole party: exactly what the table says is allowed.

Letters: O one's own, B one's own branch (Haslum), N the neighbour branch (Sandvika), M the party as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from lokallag.core import docs, permissions
from lokallag.core.assurance import Factor
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice, Membership
from lokallag.networks.models import Application, Candidate, Idea
from lokallag.organisation import services
from lokallag.organisation.models import Approval, Title, Unit
from lokallag.organisation.services.approval_kinds import find_kind
from lokallag.people.models import Person
from lokallag.playbook.models import Chapter
from tests.cast import Cast, cast
from tests.events.stage import draft
from tests.factories import NetworkFactory, PersonFactory
from tests.followup.stage import take_on
from tests.networks import ideas_stage
from tests.networks.board_stage import apply
from tests.playbook.stage import write_chapter

MATRIX = """
data           |visitor|member|branch leader|branch board|deputy|board member|treasurer|leader|secretary
own data       |-      |O     |O            |O           |O     |O           |O        |O     |O
names          |-      |O     |OB           |OB          |O     |OBNM        |OBNM     |OBNM  |OBNM
contact        |-      |-     |B            |B           |-     |-           |-        |BNM   |BNM
under 18       |-      |-     |OB           |-           |-     |-           |-        |-     |OBNM
details        |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
address        |-      |-     |B            |-           |-     |-           |BNM      |BNM   |BNM
dues           |-      |-     |B            |-           |-     |-           |BNM      |BNM   |BNM
file           |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
whole file     |-      |-     |-            |-           |-     |-           |-        |M     |M
dues' file     |-      |-     |-            |-           |-     |-           |M        |-     |-
for a member   |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
for one, board |-      |-     |-            |-           |-     |-           |-        |BNM   |BNM
register       |-      |-     |-            |-           |-     |-           |-        |OBNM  |OBNM
offices        |-      |-     |-            |-           |-     |-           |-        |BNM   |BNM
change of board|-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
grants         |-      |-     |-            |-           |-     |M           |M        |M     |M
proposals      |-      |-     |B            |-           |-     |BNM         |BNM      |BNM   |BNM
may propose    |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
terms          |-      |-     |B            |B           |M     |BNM         |BNM      |BNM   |BNM
contact person |-      |-     |B            |B           |M     |BNM         |BNM      |BNM   |BNM
papers         |-      |-     |B            |-           |-     |BNM         |BNM      |BNM   |BNM
board's papers |-      |-     |-            |-           |-     |M           |M        |M     |M
tasks          |-      |-     |B            |B           |M     |BNM         |BNM      |BNM   |BNM
tasks given    |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
plan           |-      |-     |B            |B           |M     |BNM         |BNM      |BNM   |BNM
run book       |-      |M     |M            |M           |M     |M           |M        |M     |M
branch's notes |-      |B     |B            |B           |BM    |BM          |BM       |BM    |BM
plan kept      |-      |-     |B            |-           |-     |-           |-        |M     |M
mailings       |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
events         |-      |-     |B            |-           |-     |-           |-        |M     |M
ideas          |-      |M     |M            |M           |M     |M           |M        |M     |M
own ideas      |-      |O     |O            |O           |O     |O           |O        |O     |O
own application|-      |O     |O            |O           |O     |OM          |OM       |OM    |OM
speakers       |-      |-     |M            |-           |-     |-           |-        |M     |M
duties         |-      |M     |M            |M           |M     |M           |M        |M     |M
review         |-      |-     |B            |B           |M     |BNM         |BNM      |BNM   |BNM
review answered|-      |-     |B            |-           |-     |-           |-        |M     |M
duty settled   |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
unit's page    |-      |-     |B            |-           |-     |-           |-        |BNM   |BNM
networks       |-      |M     |M            |M           |M     |M           |M        |M     |M
own place      |-      |M     |M            |M           |M     |M           |M        |M     |M
networks' lists|-      |-     |-            |-           |-     |-           |-        |-     |-
network's page |-      |-     |-            |-           |-     |-           |-        |M     |M
set-up         |-      |-     |-            |-           |-     |-           |-        |BNM   |BNM
own acts       |-      |-     |B            |B           |M     |M           |M        |M     |M
access log     |-      |-     |-            |-           |-     |-           |-        |M     |M
retention      |-      |-     |-            |-           |-     |-           |-        |M     |M
network's own  |-      |-     |-            |-           |-     |-           |-        |-     |-
server         |-      |-     |-            |-           |-     |-           |-        |-     |-
"""
# What needs a second factor given just now (² in security), and what takes two persons (³).
FRESH = {"address", "file", "whole file", "dues' file", "change of board", "grants"}
FRESH_ACTS = {
    "mailing.send_again",
    "mailing.send_mailing",
    "events.appoint_coordinator",
    "events.print_letters",
    "events.send_notice",
    "networks.ask_members",
    "networks.end_network",
    "membership.end_protection",
    "membership.enter_email",
    "membership.print_letter",
    "networks.appoint_steering_group",
    "networks.approve_network",
    "organisation.appoint_officer",
    "organisation.decide_approval",
    "organisation.print_codes",
}
TWO_PERSONS = {
    "mailing.send_to_all": "mailing.send_mailing",
    "organisation.grant_office": "organisation.approve_grant",
    "organisation.hand_over": "organisation.approve_grant",
    "organisation.branch_hand_over": "organisation.appoint_officer",
}

# Act → the data it is about, and what it is asked of. "some" is a page that each sees the own part of.
ACTS: dict[str, tuple[str, str]] = {
    "core.drop_expired": ("server", "nothing"),
    "core.erase_person": ("server", "nothing"),
    "events.ask_speaker": ("events", "event"),
    "events.edit_speaker": ("speakers", "nothing"),
    "events.enter_speaker_answer": ("events", "event"),
    "events.publish_summary": ("events", "event"),
    "events.see_speakers": ("speakers", "nothing"),
    "events.set_usual_hours": ("events", "unit"),
    "events.write_summary": ("events", "event"),
    "events.answer_invitation": ("events", "hosting"),
    "events.count_drop_in": ("events", "event"),
    "events.enter_signup": ("events", "event"),
    "events.forget_signups": ("server", "nothing"),
    "events.print_signups": ("events", "event"),
    "events.see_signups": ("events", "event"),
    "events.sign_up": ("events", "event"),
    "events.tick_arrival": ("events", "event"),
    "events.write_report": ("events", "event"),
    "events.appoint_coordinator": ("events", "event"),
    "events.cancel_event": ("events", "event"),
    "events.create_event": ("events", "unit"),
    "events.drop_draft": ("events", "event"),
    "events.edit_event": ("events", "event"),
    "events.invite_host": ("events", "event"),
    "events.invite_members": ("events", "event"),
    "events.move_event": ("events", "event"),
    "events.note_delivery": ("events", "event"),
    "events.print_letters": ("events", "event"),
    "events.publish_event": ("events", "event"),
    "events.see_delivery": ("events", "event"),
    "events.see_event": ("events", "event"),
    "events.see_link": ("events", "event"),
    "events.see_work": ("events", "event"),
    "events.send_notice": ("events", "event"),
    "events.write_notice": ("events", "event"),
    "followup.answer_commitment": ("tasks given", "commitment"),
    "followup.assign_commitment": ("tasks given", "commitment"),
    "followup.see_all": ("board's papers", "nothing"),
    "followup.see_commitment": ("tasks", "commitment"),
    "followup.see_list": ("tasks", "unit"),
    "followup.take_on": ("tasks given", "unit"),
    "followup.write_note": ("tasks", "commitment"),
    "mailing.change_wishes": ("own data", "person"),
    "mailing.enter_wishes": ("for a member", "membership"),
    "mailing.see_doubts": ("register", "nothing"),
    "mailing.see_mailings": ("mailings", "unit"),
    "mailing.send_again": ("register", "nothing"),
    "mailing.send_mailing": ("mailings", "unit"),
    "mailing.write_mailing": ("mailings", "unit"),
    "membership.choose_interests": ("own data", "person"),
    "membership.edit_topics": ("set-up", "nothing"),
    "membership.choose_branch": ("own data", "membership"),
    "membership.edit_guardian": ("under 18", "membership"),
    "membership.end_membership": ("register", "membership"),
    "membership.end_protection": ("for one, board", "membership"),
    "membership.enter_address": ("for a member", "membership"),
    "membership.enter_branch": ("for a member", "membership"),
    "membership.enter_consent": ("for a member", "membership"),
    "membership.enter_email": ("for one, board", "membership"),
    "membership.enter_for_member": ("for a member", "membership"),
    "membership.enter_language": ("for a member", "membership"),
    "membership.enter_phone": ("for a member", "membership"),
    "membership.enter_protection": ("for a member", "membership"),
    "membership.export_members": ("file", "unit"),
    "membership.export_party": ("whole file", "nothing"),
    "membership.export_dues": ("dues' file", "nothing"),
    "membership.fetch_file": ("file", "a file of one's own"),
    "membership.name_address_keeper": ("register", "nothing"),
    "membership.place_member": ("register", "membership"),
    "membership.print_letter": ("for a member", "membership"),
    "membership.protect_member": ("register", "membership"),
    "membership.see_address": ("address", "unit"),
    "membership.see_contact": ("contact", "unit"),
    "membership.see_details": ("details", "unit"),
    "membership.see_fees": ("dues", "unit"),
    "membership.see_file": ("file", "a file of one's own"),
    "membership.see_lists": ("names", "some"),
    "membership.see_member": ("names", "membership"),
    "membership.see_members": ("names", "unit"),
    "membership.see_minor": ("under 18", "unit"),
    "membership.see_unplaced": ("register", "nothing"),
    "membership.send_letter": ("for a member", "membership"),
    "membership.start_membership": ("register", "nothing"),
    "networks.appoint_steering_group": ("set-up", "nothing"),
    "networks.approve_network": ("set-up", "application"),
    "networks.ask_applicant": ("set-up", "application"),
    "networks.decline_application": ("set-up", "application"),
    "networks.found_network": ("set-up", "nothing"),
    "networks.return_application": ("set-up", "application"),
    "networks.take_back_question": ("set-up", "application"),
    "networks.see_case": ("board's papers", "application"),
    "networks.see_cases": ("board's papers", "nothing"),
    "networks.read_proposal_rule": ("run book", "nothing"),
    "networks.rest_network": ("server", "nothing"),
    "networks.see_steering_group": ("board's papers", "nothing"),
    "networks.wake_network": ("server", "nothing"),
    "networks.enter_belonging": ("for a member", "membership"),
    "networks.edit_network": ("network's page", "network"),
    "networks.join_network": ("own place", "network"),
    "networks.leave_network": ("own place", "network"),
    "networks.see_members": ("networks' lists", "network"),
    "networks.see_network": ("networks", "network"),
    "networks.answer_candidacy": ("own ideas", "candidacy"),
    "networks.edit_application": ("own ideas", "application of networks"),
    "networks.edit_idea": ("own ideas", "idea"),
    "networks.join_idea": ("ideas", "published idea"),
    "networks.see_application": ("own application", "application of networks"),
    "networks.see_idea": ("ideas", "published idea"),
    "networks.see_ideas": ("ideas", "nothing"),
    "networks.start_application": ("ideas", "nothing"),
    "networks.write_idea": ("ideas", "nothing"),
    "networks.answer_survey": ("network's own", "nothing"),
    "networks.ask_members": ("set-up", "nothing"),
    "networks.close_survey": ("set-up", "nothing"),
    "networks.end_network": ("set-up", "nothing"),
    "networks.enter_baseline": ("set-up", "nothing"),
    "networks.finish_report": ("set-up", "nothing"),
    "networks.open_evaluation": ("set-up", "nothing"),
    "networks.record_verdict": ("set-up", "nothing"),
    "networks.see_evaluation": ("board's papers", "nothing"),
    "networks.see_network_figures": ("board's papers", "nothing"),
    "networks.write_assessment": ("set-up", "nothing"),
    "networks.write_own_view": ("network's own", "nothing"),
    "organisation.appoint_officer": ("offices", "unit"),
    "organisation.approve_grant": ("grants", "nothing"),
    "organisation.decide_approval": ("grants", "approval"),
    "organisation.edit_profile": ("set-up", "nothing"),
    "organisation.edit_rules": ("set-up", "unit"),
    "organisation.edit_unit": ("unit's page", "unit"),
    "organisation.hand_over": ("change of board", "unit"),
    "organisation.manage_units": ("set-up", "unit"),
    "organisation.name_contact": ("offices", "unit"),
    "organisation.print_codes": ("offices", "nothing"),
    "organisation.propose_approval": ("may propose", "some"),
    "organisation.see_approval": ("grants", "approval"),
    "organisation.see_approvals": ("proposals", "some"),
    "organisation.see_contact": ("contact person", "unit"),
    "organisation.see_terms": ("terms", "unit"),
    "organisation.set_anchor": ("unit's page", "unit"),
    "people.add_factor": ("own data", "person"),
    "events.change_feed": ("own data", "person"),
    "people.change_address": ("own data", "person"),
    "people.change_consent": ("own data", "person"),
    "people.change_contact": ("own data", "person"),
    "people.choose_language": ("own data", "person"),
    "people.end_sign_in": ("own data", "person"),
    "people.register_person": ("server", "nothing"),
    "people.remove_factor": ("own data", "person"),
    "people.set_protected": ("own data", "person"),
    "people.use_factor": ("own data", "person"),
    "privacy.clear_expired": ("server", "nothing"),
    "privacy.download_data": ("own data", "person"),
    "privacy.erase_person": ("server", "nothing"),
    "privacy.leave_for_member": ("for one, board", "membership"),
    "playbook.answer_tip": ("set-up", "nothing"),
    "playbook.edit_kinds": ("set-up", "nothing"),
    "playbook.edit_chapter": ("set-up", "nothing"),
    "playbook.edit_plan": ("plan kept", "unit"),
    "playbook.publish_chapter": ("set-up", "nothing"),
    "playbook.answer_review": ("review answered", "unit"),
    "playbook.edit_duties": ("set-up", "nothing"),
    "playbook.publish_duties": ("set-up", "nothing"),
    "playbook.publish_wheel": ("set-up", "nothing"),
    "playbook.read_chapters": ("run book", "nothing"),
    "playbook.see_chapter": ("run book", "chapter"),
    "playbook.see_chapter_note": ("branch's notes", "unit"),
    "playbook.see_days": ("own acts", "some"),
    "playbook.see_duties": ("duties", "nothing"),
    "playbook.see_duty_overview": ("board's papers", "nothing"),
    "playbook.see_overview": ("board's papers", "nothing"),
    "playbook.see_plan": ("plan", "unit"),
    "playbook.see_tips": ("set-up", "nothing"),
    "playbook.write_chapter_note": ("plan kept", "unit"),
    "playbook.see_review": ("review", "unit"),
    "playbook.settle_duty": ("duty settled", "unit"),
    "privacy.leave_party": ("own data", "person"),
    "privacy.note_expulsion": ("retention", "nothing"),
    "privacy.see_retention": ("retention", "nothing"),
    "register.import_members": ("register", "nothing"),
    "start.break_glass": ("server", "nothing"),
    "start.found_organisation": ("server", "nothing"),
    "territory.comment_on_draft": ("papers", "some"),
    "territory.decide_division": ("set-up", "nothing"),
    "territory.import_register": ("set-up", "nothing"),
    "territory.manage_areas": ("set-up", "nothing"),
    "territory.see_areas": ("papers", "some"),
    "web.see_first_steps": ("set-up", "nothing"),
    "web.see_log": ("own acts", "some"),
    "web.see_overview": ("board's papers", "nothing"),
    "web.see_small_counts": ("register", "nothing"),
    "web.see_whole_log": ("access log", "nothing"),
}
ROLES = [role.strip() for role in MATRIX.strip().splitlines()[0].split("|")[1:]]


def promised() -> dict[tuple[str, str], set[str]]:
    """Return (data, role) → the letters in the table's cell."""
    found = {}
    for line in MATRIX.strip().splitlines()[1:]:
        data, *cells = (part.strip() for part in line.split("|"))
        for role, cell in zip(ROLES, cells, strict=True):
            found[data, role] = set(cell) - {"-"}
    return found


@dataclass(frozen=True)
class Stage:
    """The party with both branches, a person for each role (a member of Haslum, too), and others' data."""

    people: Cast
    persons: dict[str, Any]
    members: dict[str, Membership]
    units: dict[str, Unit]
    tasks: dict[str, Any]
    approval: Approval
    events: dict[str, Any]
    hostings: dict[str, Any]
    chapter: Chapter
    application: Application


def _join(person: Person, unit: Unit, number: str) -> Membership:
    joined = localdate() - timedelta(days=50)
    membership, _new = Membership.objects.get_or_create(person=person, defaults={"number": number, "joined_on": joined})
    if not membership.choices.exists():
        BranchChoice.objects.create(membership=membership, unit=unit, chosen_on=joined, reason=Reason.OWN_CHOICE)
    return membership


@pytest.fixture
def stage(db: Any) -> Stage:
    people = cast()

    def seated(unit: Unit, title: Title) -> Person:
        person = PersonFactory()
        services.appoint(
            office=unit.offices.get(title=title),
            person=person,
            from_on=people.today,
            until_on=None,
            elected_by="Årsmøtet",
            by=None,
            at=now(),
        )
        return person

    persons: dict[str, Any] = {
        "visitor": people.asker("anonymous"),
        "member": people["member"],
        "branch leader": people["branch leader"],
        "branch board": seated(people.haslum, Title.BOARD_MEMBER),
        "deputy": people["deputy member"],
        "board member": people["board member"],
        "treasurer": seated(people.party, Title.TREASURER),
        "leader": people["board leader"],
        "secretary": people["secretary"],
    }
    for number, (role, person) in enumerate(persons.items()):
        if role != "visitor":
            _join(person, people.haslum, f"R{number}")
    haslum, sandvika = PersonFactory(), PersonFactory()
    units = {"B": people.haslum, "N": people.sandvika, "M": people.party}
    drafts = {letter: draft(people, unit=unit) for letter, unit in units.items()}
    asked = {
        letter: drafts["M" if letter == "B" else "B"].hosts.create(unit=unit, asked_at=now())
        for letter, unit in units.items()
    }
    return Stage(
        people=people,
        persons=persons,
        members={"B": _join(haslum, people.haslum, "B1"), "N": _join(sandvika, people.sandvika, "N1")},
        units=units,
        tasks={"B": take_on(people), "M": take_on(people, where="party")},
        chapter=write_chapter(people, is_published=True),
        application=apply(people, applicant=None),
        approval=Approval.objects.create(
            kind="organisation.grant_office",
            unit=people.party,
            proposer=None,
            beneficiary=haslum,
            proposed_at=now(),
            expires_at=now() + timedelta(days=7),
        ),
        events={letter: draft(people, unit=unit) for letter, unit in units.items()},
        hostings=asked,
    )


def _own_membership(stage: Stage, role: str) -> Membership | None:
    return None if role == "visitor" else Membership.objects.get(person=stage.persons[role])


def _ideas(stage: Stage, role: str) -> dict[str, Any]:
    """An idea of one's own, and one that another member has published: what one may do to it is the members'."""
    return {
        "O": None if role == "visitor" else _first(Idea, owner=stage.persons[role]) or _own_idea(stage, role),
        "M": _first(Idea, owner=stage.members["B"].person) or ideas_stage.idea(stage.members["B"].person),
    }


def _own_idea(stage: Stage, role: str) -> Idea:
    return ideas_stage.idea(stage.persons[role], topic="Eget", published=False)


def _applications(stage: Stage, role: str) -> dict[str, Any]:
    """An application of one's own, and one that another member has sent."""
    own, other = stage.persons[role], stage.members["B"].person
    return {
        "O": None if role == "visitor" else _first(Application, applicant=own) or ideas_stage.draft(own),
        "M": _first(Application, applicant=other) or ideas_stage.sent(other),
    }


def _candidacies(stage: Stage, role: str) -> dict[str, Any]:
    """Oneself asked to stand, and somebody else."""
    asker, own, other = stage.members["N"].person, stage.persons[role], stage.members["B"].person
    asking = _first(Application, applicant=asker) or ideas_stage.draft(asker)

    def asked(person: Person) -> Any:
        return _first(Candidate, application=asking, person=person) or ideas_stage.candidate(asking, person)

    return {"O": None if role == "visitor" else asked(own), "M": asked(other)}


def _first(model: Any, **known: Any) -> Any:
    return model.objects.filter(**known).first()


# What is asked about, by letter. A letter that is missing is not asked: there is nothing of the kind.
PROBES: dict[str, Callable[[Stage, str], dict[str, Any]]] = {
    "membership": lambda stage, role: {"O": _own_membership(stage, role), **stage.members},
    "person": lambda stage, role: {
        "O": None if role == "visitor" else stage.persons[role],
        "B": stage.members["B"].person,
        "N": stage.members["N"].person,
    },
    "unit": lambda stage, _role: dict(stage.units),
    "commitment": lambda stage, _role: dict(stage.tasks),
    "event": lambda stage, _role: dict(stage.events),
    "hosting": lambda stage, _role: dict(stage.hostings),
    "approval": lambda stage, _role: {"M": stage.approval},
    "chapter": lambda stage, _role: {"M": stage.chapter},
    "network": lambda stage, _role: {"M": NetworkFactory(unit__parent=stage.people.party, is_public=False)},
    "idea": _ideas,
    "published idea": lambda stage, role: {"M": _ideas(stage, role)["M"]},
    "application of networks": _applications,
    "candidacy": _candidacies,
    "application": lambda stage, _role: {"M": stage.application},
    "nothing": lambda _stage, _role: {"M": None},
}


def test_the_matrix_has_a_place_for_every_act():
    assert sorted(set(permissions.known_acts()) - set(ACTS)) == []


def test_every_place_is_a_row_of_the_matrix_and_every_row_is_used():
    rows = {data for data, _role in promised()}

    assert {data for data, _about in ACTS.values()} == rows


@pytest.mark.parametrize("role", ROLES)
def test_the_rules_keep_what_the_matrix_promises(stage, role):
    table, person, broken = promised(), stage.persons[role], []
    for act in permissions.known_acts():
        data, about = ACTS[act]
        letters = table[data, role]
        if about == "some":
            asked = {"any": (None, bool(letters - {"O"}))}
        elif about == "nothing":
            asked = {"M": (None, "M" in letters)}
        else:
            probes = PROBES.get(about, lambda _stage, _role: {})(stage, role)
            asked = {letter: (target, letter in letters) for letter, target in probes.items() if target is not None}
        for letter, (target, expected) in asked.items():
            is_allowed = permissions.may(person, act, target)
            if is_allowed is not expected:
                broken.append(f"{act} about {letter}: the matrix says {expected}, the rules {is_allowed}")

    assert broken == []


def test_the_generated_page_names_the_same_acts():
    page = docs.roles_page()

    assert [act for act in permissions.known_acts() if f"| `{act}` |" not in page] == []


def test_what_is_dangerous_asks_for_a_second_factor_just_now():
    known = permissions.known_acts()
    wanted = {act for act, (data, _about) in ACTS.items() if data in FRESH and act in known} | FRESH_ACTS
    not_asked = {"organisation.see_approval", "membership.see_file"}  # reading that it is there, not what is in it

    assert {act for act in wanted - not_asked if known[act].factor is not Factor.FRESH} == set()


def test_what_gives_power_takes_two():
    assert {name: find_kind(name).deciding_act for name in TWO_PERSONS} == TWO_PERSONS


def test_the_matrix_promises_nobody_more_than_the_board():
    """No role reaches what neither leader nor secretary does, but for what is one's own."""
    table = promised()

    assert {
        (data, role)
        for (data, role), letters in table.items()
        if data != "dues' file"  # the treasurer's, and it takes leader or secretary to let it out
        and letters - {"O"}
        and not letters <= table[data, "leader"] | table[data, "secretary"] | {"B"}
    } == set()
