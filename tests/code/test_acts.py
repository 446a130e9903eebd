"""Every act, asked for each of the named people: exactly these may, all others are refused (ADR 0002).

An act that is granted in some ``rules.py`` and not in this table fails, and so does one that nothing asks.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from lokallag.core import permissions
from tests.cast import EVERYONE, Cast, cast
from tests.code.tree import PRODUCT, product_modules, text_of

OFFICERS = {"board leader", "secretary"}
BOARD = OFFICERS | {"board member"}
LEADERS = {"branch leader", "neighbour leader"}

# What an act is asked about: nothing, a unit, or something of the member who belongs to Haslum.
Target = Callable[[Cast], Any]


def nothing(_people: Cast) -> None:
    """An act without a target."""


def haslum(people: Cast) -> Any:
    """The branch that Hanne Ås leads."""
    return people.haslum


def haslum_with_contact(people: Cast) -> Any:
    """The same, with Bilal Khan as its contact on the board."""
    from django.utils.timezone import now

    from lokallag.organisation.services import name_board_contact

    contact = people["board member"]
    name_board_contact(branch=people.haslum, person=contact, from_on=people.today, by=None, at=now())
    return people.haslum


def party(people: Cast) -> Any:
    """The municipal party."""
    return people.party


def member(people: Cast) -> Any:
    """Mona Dahl herself."""
    return people["member"]


def commitment(people: Cast) -> Any:
    """Something that Haslum has taken on, given to its leader."""
    from tests.followup.stage import take_on

    return take_on(people, who="branch leader")


def application(people: Cast) -> Any:
    """An application for a network that has come to the board."""
    from tests.networks.board_stage import apply

    return apply(people)


def own_application(people: Cast) -> Any:
    """The same, sent by the secretary, with the board's ordinary member proposed for the steering group."""
    from tests.networks.board_stage import apply, candidate

    found = apply(people, applicant=people["secretary"])
    candidate(found, "asked", person=people["board member"])
    return found


def leader_proposed(people: Cast) -> Any:
    """The same, with the board's leader, who has said yes to sitting in the steering group, and the secretary asked."""
    from tests.networks.board_stage import apply, candidate

    found = apply(people)
    candidate(found, person=people["board leader"])
    candidate(found, "asked", person=people["secretary"])
    return found


def leader_refused(people: Cast) -> Any:
    """The same, but the board's leader has said no."""
    from tests.networks.board_stage import apply, candidate

    found = apply(people)
    candidate(found, "no", person=people["board leader"])
    return found


def unsent_application(people: Cast) -> Any:
    """A draft, which is the applicant's alone."""
    from tests.networks.board_stage import apply

    return apply(people, stage="draft", submitted_at=None, answer_by=None)


def mailing(people: Cast) -> Any:
    """A draft of a mailing to Haslum."""
    from tests.mailing.stage import write_draft

    return write_draft(people)


def membership(people: Cast) -> Any:
    """Mona Dahl's membership; she belongs to Haslum."""
    from lokallag.membership.models import Membership

    return Membership.objects.get(person=people["member"])


def grant(people: Cast) -> Any:
    """A proposal by the secretary that Mona Dahl becomes leader of the party."""
    return _proposal(people, "organisation.grant_office", people.party, "secretary")


def branch_change(people: Cast) -> Any:
    """A proposal by Hanne Ås of a new board in Haslum."""
    return _proposal(people, "organisation.branch_hand_over", people.haslum, "branch leader")


def event(people: Cast) -> Any:
    """A draft of Haslum's."""
    from tests.events.stage import draft

    return draft(people)


def resting_meeting(people: Cast) -> Any:
    """A meeting of a network that nobody leads."""
    from tests.events.stage import draft
    from tests.factories import NetworkFactory

    return draft(people, unit=NetworkFactory(unit__parent=people.party).unit, audience="own_unit")


def hosting(people: Cast) -> Any:
    """Sandvika, asked by Haslum to hold an event together."""
    from django.utils.timezone import now

    from lokallag.events.services import invite_host

    return invite_host(event=event(people), unit=people.sandvika, by=people["branch leader"], at=now())


def _proposal(people: Cast, kind: str, unit: Any, proposer: str) -> Any:
    from datetime import timedelta

    from django.utils.timezone import now

    from lokallag.organisation.models import Approval

    return Approval.objects.create(
        kind=kind,
        unit=unit,
        proposer=people[proposer],
        beneficiary=people["member"],
        proposed_at=now(),
        expires_at=now() + timedelta(days=7),
    )


def draft_chapter(people: Cast) -> Any:
    """A chapter of the run book that readers do not see yet."""
    from tests.playbook.stage import write_chapter

    return write_chapter(people)


def open_chapter(people: Cast) -> Any:
    """A chapter of the run book that is published."""
    from tests.playbook.stage import write_chapter

    return write_chapter(people, is_published=True)


def members_network(people: Cast) -> Any:
    """A network that only members see, with Nils Østby in its steering group."""
    from lokallag.organisation.models import Title
    from tests.factories import NetworkFactory, OfficeFactory, TermFactory

    network = NetworkFactory(unit__parent=people.party, is_public=False)
    TermFactory(office=OfficeFactory(unit=network.unit, title=Title.LEADER), person=people["neighbour leader"])
    return network


def own_idea(people: Cast) -> Any:
    """An idea of Mona Dahl's that nobody else reads."""
    from tests.networks.ideas_stage import idea

    return idea(people["member"], published=False)


def idea_for_board(people: Cast) -> Any:
    """The same, brought to Bilal Khan of the board."""
    from django.utils.timezone import now

    from lokallag.networks.services import bring_to_board

    contact, by = people["board member"], people["member"]
    return bring_to_board(idea=own_idea(people), contact=contact, party=people.party, by=by, at=now())


def anothers_idea(people: Cast) -> Any:
    """An idea that another member has published."""
    from tests.networks.ideas_stage import idea, member

    return idea(member())


def idea_that_became(people: Cast) -> Any:
    """An idea of another member that Mona Dahl was with, and that became a network."""
    from django.utils.timezone import now

    from lokallag.networks.services.ideas import end_as_network
    from tests.networks.ideas_stage import idea, join, member
    from tests.networks.stage import founded

    found = idea(member())
    join(found, people["member"])
    became = founded(people, "Fagnettverk for det ideen handlet om")
    return end_as_network(idea=found, network=became, told=(), by=None, at=now())


def draft_application(people: Cast) -> Any:
    """A draft of Mona Dahl's application for a network."""
    from lokallag.networks.models import Application
    from tests.networks.ideas_stage import draft

    known = Application.objects.filter(applicant=people["member"], stage="draft").first()
    return known or draft(people["member"])


def sent_application(people: Cast) -> Any:
    """The same, sent to the board."""
    from lokallag.networks.models import Application
    from tests.networks.ideas_stage import sent

    known = Application.objects.filter(applicant=people["member"], stage="submitted").first()
    return known or sent(people["member"])


def candidacy(people: Cast) -> Any:
    """Mona Dahl, asked by another member to sit in a steering group."""
    from tests.networks.ideas_stage import candidate, draft
    from tests.networks.ideas_stage import member as another

    return candidate(draft(another()), people["member"])


def member_file(people: Cast) -> Any:
    """A file with Haslum's members that Hanne Ås has asked for."""
    from django.utils.timezone import now

    from lokallag.membership.services import ask_for_file

    asker = people["branch leader"]
    return ask_for_file(unit=people.haslum, file_format="csv", filters="", purpose="Ringe", by=asker, at=now())


def steered_network(people: Cast) -> Any:
    """A network whose steering group Mona Dahl leads."""
    from tests.factories import NetworkFactory, TermFactory

    network = NetworkFactory(unit__parent=people.party)
    TermFactory(office__unit=network.unit, person=people["member"])
    return network


def survey_box(people: Cast) -> Any:
    """Where those who have joined a network answer; Mona Dahl has."""
    from django.utils.timezone import now

    from lokallag.networks.models import Evaluation, Survey, SurveyBox
    from tests.factories import BelongingFactory, NetworkFactory

    known = SurveyBox.objects.order_by("pk").first()
    if known is not None:
        return known
    network = NetworkFactory(unit__parent=people.party)
    BelongingFactory(unit=network.unit, person=people["member"])
    year = people.today.year
    evaluation = Evaluation.objects.create(unit=people.party, year=year, opened_at=now(), counted_from=people.today)
    survey = Survey.objects.create(evaluation=evaluation, questions=["worth"], opened_at=now(), closes_on=people.today)
    return SurveyBox.objects.create(survey=survey, network=network)


TABLE: list[tuple[str, Target, set[str]]] = [
    ("core.drop_expired", nothing, set()),
    ("core.erase_person", nothing, set()),
    ("events.ask_speaker", event, {"branch leader"}),
    ("events.edit_speaker", nothing, OFFICERS | LEADERS),
    ("events.enter_speaker_answer", event, {"branch leader"}),
    ("events.publish_summary", event, {"branch leader"}),
    ("events.see_speakers", nothing, OFFICERS | LEADERS),
    ("events.set_usual_hours", haslum, {"branch leader"}),
    ("events.set_usual_hours", party, OFFICERS),
    ("events.write_summary", event, {"branch leader"}),
    ("events.answer_invitation", hosting, {"neighbour leader"}),
    ("events.count_drop_in", event, {"branch leader"}),
    ("events.enter_signup", event, {"branch leader"}),
    ("events.forget_signups", nothing, set()),
    ("events.print_signups", event, {"branch leader"}),
    ("events.see_signups", event, {"branch leader"}),
    ("events.sign_up", event, {"branch leader"}),
    ("events.tick_arrival", event, {"branch leader"}),
    ("events.write_report", event, {"branch leader"}),
    ("events.appoint_coordinator", event, {"branch leader"}),
    ("events.cancel_event", event, {"branch leader"}),
    ("events.cancel_event", resting_meeting, OFFICERS),
    ("events.edit_event", resting_meeting, set()),
    ("events.move_event", resting_meeting, OFFICERS),
    ("events.see_event", resting_meeting, OFFICERS),
    ("events.see_signups", resting_meeting, set()),
    ("events.see_work", resting_meeting, OFFICERS),
    ("events.create_event", haslum, {"branch leader"}),
    ("events.create_event", party, OFFICERS),
    ("events.drop_draft", event, {"branch leader"}),
    ("events.edit_event", event, {"branch leader"}),
    ("events.invite_host", event, {"branch leader"}),
    ("events.invite_members", event, {"branch leader"}),
    ("events.move_event", event, {"branch leader"}),
    ("events.note_delivery", event, {"branch leader"}),
    ("events.print_letters", event, {"branch leader"}),
    ("events.see_delivery", event, {"branch leader"}),
    ("events.send_notice", event, {"branch leader"}),
    ("events.write_notice", event, {"branch leader"}),
    ("events.publish_event", event, {"branch leader"}),
    ("events.see_event", event, {"branch leader"}),
    ("events.see_link", event, {"branch leader"}),
    ("events.see_work", event, {"branch leader"}),
    ("followup.answer_commitment", commitment, OFFICERS | {"branch leader"}),
    ("followup.assign_commitment", commitment, OFFICERS | {"branch leader"}),
    ("followup.see_all", nothing, BOARD),
    ("followup.see_commitment", commitment, BOARD | {"branch leader"}),
    ("followup.see_list", haslum, BOARD | {"branch leader"}),
    ("followup.see_list", party, BOARD | {"deputy member"}),
    ("followup.take_on", haslum, OFFICERS | {"branch leader"}),
    ("followup.take_on", party, OFFICERS),
    ("followup.write_note", commitment, BOARD | {"branch leader"}),
    ("mailing.change_wishes", member, {"member"}),
    ("mailing.enter_wishes", membership, OFFICERS | {"branch leader"}),
    ("networks.enter_belonging", membership, OFFICERS | {"branch leader"}),
    ("mailing.see_doubts", nothing, OFFICERS),
    ("mailing.see_mailings", haslum, OFFICERS | {"branch leader"}),
    ("mailing.see_mailings", party, OFFICERS),
    ("mailing.send_again", nothing, OFFICERS),
    ("mailing.send_mailing", mailing, OFFICERS | {"branch leader"}),
    ("mailing.write_mailing", haslum, OFFICERS | {"branch leader"}),
    ("mailing.write_mailing", party, OFFICERS),
    ("membership.choose_branch", membership, {"member"}),
    ("membership.choose_interests", member, {"member"}),
    ("membership.edit_topics", nothing, OFFICERS),
    ("membership.edit_guardian", membership, {"branch leader", "secretary"}),
    ("membership.end_membership", membership, OFFICERS),
    ("membership.end_protection", membership, OFFICERS),
    ("membership.enter_address", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_branch", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_consent", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_email", membership, OFFICERS),
    ("membership.enter_for_member", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_language", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_phone", membership, OFFICERS | {"branch leader"}),
    ("membership.enter_protection", membership, OFFICERS | {"branch leader"}),
    ("membership.export_members", haslum, OFFICERS | {"branch leader"}),
    ("membership.export_members", party, OFFICERS),
    ("membership.export_party", nothing, OFFICERS),
    ("membership.export_dues", nothing, set()),  # the treasurer's: see test_matrix
    ("membership.fetch_file", member_file, {"branch leader"}),
    ("membership.name_address_keeper", nothing, OFFICERS),
    ("membership.place_member", membership, OFFICERS),
    ("membership.protect_member", membership, OFFICERS),
    ("membership.see_address", membership, OFFICERS | {"branch leader"}),
    ("membership.see_contact", haslum, OFFICERS | {"branch leader"}),
    ("membership.see_contact", party, OFFICERS),
    ("membership.see_details", haslum, OFFICERS | {"branch leader"}),
    ("membership.see_fees", haslum, OFFICERS | {"branch leader"}),
    ("membership.see_file", member_file, {"branch leader"}),
    ("membership.see_lists", nothing, BOARD | LEADERS),
    ("membership.see_member", membership, BOARD | {"branch leader", "member"}),
    ("membership.see_members", haslum, BOARD | {"branch leader"}),
    ("membership.see_members", party, BOARD),
    ("membership.see_minor", haslum, {"branch leader", "secretary"}),
    ("membership.see_unplaced", nothing, OFFICERS),
    ("membership.print_letter", membership, OFFICERS | {"branch leader"}),
    ("membership.send_letter", membership, OFFICERS | {"branch leader"}),
    ("membership.start_membership", nothing, OFFICERS),
    ("networks.approve_network", application, OFFICERS),
    ("networks.approve_network", leader_proposed, {"secretary"}),
    ("networks.approve_network", leader_refused, OFFICERS),
    ("networks.approve_network", own_application, {"board leader"}),
    ("networks.approve_network", unsent_application, set()),
    ("networks.ask_applicant", application, OFFICERS),
    ("networks.ask_applicant", leader_proposed, {"secretary"}),
    ("networks.ask_applicant", leader_refused, OFFICERS),
    ("networks.ask_applicant", own_application, {"board leader"}),
    ("networks.ask_applicant", unsent_application, set()),
    ("networks.decline_application", application, OFFICERS),
    ("networks.decline_application", leader_proposed, {"secretary"}),
    ("networks.decline_application", leader_refused, OFFICERS),
    ("networks.decline_application", own_application, {"board leader"}),
    ("networks.decline_application", unsent_application, set()),
    ("networks.return_application", application, OFFICERS),
    ("networks.return_application", leader_proposed, {"secretary"}),
    ("networks.return_application", leader_refused, OFFICERS),
    ("networks.return_application", own_application, {"board leader"}),
    ("networks.return_application", unsent_application, set()),
    ("networks.take_back_question", application, OFFICERS),
    ("networks.take_back_question", leader_proposed, {"secretary"}),
    ("networks.take_back_question", own_application, {"board leader"}),
    ("networks.take_back_question", unsent_application, set()),
    ("networks.appoint_steering_group", nothing, OFFICERS),
    ("networks.found_network", nothing, OFFICERS),
    ("networks.see_case", application, BOARD),
    ("networks.see_case", unsent_application, set()),
    ("networks.see_cases", nothing, BOARD),
    ("networks.read_proposal_rule", nothing, BOARD | LEADERS | {"deputy member", "member"}),
    ("networks.rest_network", nothing, set()),
    ("networks.see_steering_group", nothing, BOARD),
    ("networks.wake_network", nothing, set()),
    ("networks.edit_network", members_network, OFFICERS | {"neighbour leader"}),
    ("networks.join_network", members_network, {"member"}),
    ("networks.leave_network", members_network, set(EVERYONE) - {"anonymous"}),
    ("networks.see_members", members_network, {"neighbour leader"}),
    ("networks.see_network", members_network, BOARD | {"neighbour leader", "member"}),
    ("networks.answer_candidacy", candidacy, {"member"}),
    ("networks.edit_application", draft_application, {"member"}),
    ("networks.edit_application", sent_application, {"member"}),
    ("networks.edit_idea", anothers_idea, set()),
    ("networks.edit_idea", own_idea, {"member"}),
    ("networks.join_idea", anothers_idea, {"member"}),
    ("networks.join_idea", idea_that_became, {"member"}),
    ("networks.join_idea", own_idea, set()),
    ("networks.see_application", draft_application, {"member"}),
    ("networks.see_application", sent_application, BOARD | {"member"}),
    ("networks.see_idea", anothers_idea, {"member"}),
    ("networks.see_idea", idea_for_board, {"member", "board member"}),
    ("networks.see_idea", idea_that_became, {"member"}),
    ("networks.see_idea", own_idea, {"member"}),
    ("networks.see_ideas", nothing, {"member"}),
    ("networks.start_application", nothing, {"member"}),
    ("networks.write_idea", nothing, {"member"}),
    ("networks.answer_survey", survey_box, {"member"}),
    ("networks.ask_members", nothing, OFFICERS),
    ("networks.close_survey", nothing, OFFICERS),
    ("networks.end_network", steered_network, OFFICERS),
    ("networks.enter_baseline", steered_network, OFFICERS),
    ("networks.finish_report", nothing, OFFICERS),
    ("networks.open_evaluation", nothing, OFFICERS),
    ("networks.record_verdict", steered_network, OFFICERS),
    ("networks.see_evaluation", nothing, BOARD),
    ("networks.see_network_figures", steered_network, BOARD | {"member"}),
    ("networks.write_assessment", nothing, OFFICERS),
    ("networks.write_own_view", steered_network, {"member"}),
    ("organisation.appoint_officer", haslum, OFFICERS),
    ("organisation.approve_grant", nothing, BOARD),
    ("organisation.decide_approval", grant, BOARD),
    ("organisation.edit_profile", nothing, OFFICERS),
    ("organisation.edit_rules", party, OFFICERS),
    ("organisation.edit_unit", haslum, OFFICERS | {"branch leader"}),
    ("organisation.edit_unit", party, OFFICERS),
    ("organisation.hand_over", haslum, OFFICERS | {"branch leader"}),
    ("organisation.hand_over", party, OFFICERS),
    ("organisation.manage_units", nothing, OFFICERS),
    ("organisation.name_contact", haslum, OFFICERS),
    ("organisation.print_codes", nothing, OFFICERS),
    ("organisation.propose_approval", nothing, OFFICERS | LEADERS),
    ("organisation.see_approval", branch_change, OFFICERS | {"branch leader"}),
    ("organisation.see_approval", grant, BOARD),
    ("organisation.see_approvals", nothing, BOARD | LEADERS),
    ("organisation.see_contact", haslum, BOARD | {"branch leader"}),
    ("organisation.see_terms", haslum, BOARD | {"branch leader"}),
    ("organisation.set_anchor", haslum, OFFICERS | {"branch leader"}),
    ("organisation.set_anchor", party, OFFICERS),
    ("organisation.see_terms", party, BOARD | {"deputy member"}),
    ("people.add_factor", member, {"member"}),
    ("events.change_feed", member, {"member"}),
    ("people.change_address", member, {"member"}),
    ("people.change_consent", member, {"member"}),
    ("people.change_contact", member, {"member"}),
    ("people.choose_language", member, {"member"}),
    ("people.end_sign_in", member, {"member"}),
    ("people.register_person", nothing, set()),
    ("people.remove_factor", member, {"member"}),
    ("people.set_protected", member, {"member"}),
    ("people.use_factor", member, {"member"}),
    ("playbook.answer_tip", nothing, OFFICERS),
    ("playbook.edit_kinds", nothing, OFFICERS),
    ("playbook.edit_chapter", nothing, OFFICERS),
    ("playbook.edit_plan", haslum, {"branch leader"}),
    ("playbook.edit_plan", party, OFFICERS),
    ("playbook.publish_chapter", nothing, OFFICERS),
    ("playbook.answer_review", haslum_with_contact, {"branch leader", "board member"}),
    ("playbook.edit_duties", nothing, OFFICERS),
    ("playbook.edit_plan", haslum, {"branch leader"}),
    ("playbook.edit_plan", party, OFFICERS),
    ("playbook.publish_duties", nothing, OFFICERS),
    ("playbook.publish_wheel", nothing, OFFICERS),
    ("playbook.read_chapters", nothing, BOARD | LEADERS | {"deputy member", "member"}),
    ("playbook.see_chapter", draft_chapter, OFFICERS),
    ("playbook.see_chapter", open_chapter, BOARD | LEADERS | {"deputy member", "member"}),
    ("playbook.see_chapter_note", haslum, {"branch leader", "member"}),
    ("playbook.see_days", nothing, BOARD | LEADERS | {"deputy member"}),
    ("playbook.see_duties", nothing, BOARD | LEADERS | {"deputy member", "member"}),
    ("playbook.see_duty_overview", nothing, BOARD),
    ("playbook.see_overview", nothing, BOARD),
    ("playbook.see_plan", haslum, BOARD | {"branch leader"}),
    ("playbook.see_plan", party, BOARD | {"deputy member"}),
    ("playbook.see_tips", nothing, OFFICERS),
    ("playbook.write_chapter_note", haslum, {"branch leader"}),
    ("playbook.write_chapter_note", party, OFFICERS),
    ("playbook.see_review", haslum, BOARD | {"branch leader"}),
    ("playbook.settle_duty", haslum_with_contact, OFFICERS | {"branch leader", "board member"}),
    ("privacy.clear_expired", nothing, set()),
    ("privacy.download_data", member, {"member"}),
    ("privacy.erase_person", nothing, set()),
    ("privacy.leave_for_member", membership, OFFICERS),
    ("privacy.leave_party", member, {"member"}),
    ("privacy.note_expulsion", nothing, OFFICERS),
    ("privacy.see_retention", nothing, OFFICERS),
    ("register.import_members", nothing, OFFICERS),
    ("start.break_glass", nothing, set()),
    ("start.found_organisation", nothing, set()),
    ("territory.comment_on_draft", nothing, BOARD | LEADERS),
    ("territory.decide_division", nothing, OFFICERS),
    ("territory.import_register", nothing, OFFICERS),
    ("territory.manage_areas", nothing, OFFICERS),
    ("territory.see_areas", nothing, BOARD | LEADERS),
    ("web.see_first_steps", nothing, OFFICERS),
    ("web.see_log", nothing, BOARD | LEADERS | {"deputy member"}),
    ("web.see_overview", nothing, BOARD),
    ("web.see_small_counts", nothing, OFFICERS),
    ("web.see_whole_log", nothing, OFFICERS),
]
# Done by commands and jobs on the server alone; nobody may in the web.
NOBODY = {
    "core.drop_expired",
    "core.erase_person",
    "events.forget_signups",
    "membership.export_dues",  # of those named in the cast: the treasurer is asked in test_matrix
    "networks.rest_network",
    "networks.wake_network",
    "people.register_person",
    "privacy.clear_expired",
    "privacy.erase_person",
    "start.break_glass",
    "start.found_organisation",
}


@pytest.fixture
def people() -> Cast:
    """Give the named people, with Mona Dahl a member who belongs to Haslum."""
    from datetime import timedelta

    from lokallag.membership.domain.choices import Reason
    from lokallag.membership.models import BranchChoice, Membership

    found = cast()
    joined = found.today - timedelta(days=100)
    known = Membership.objects.filter(person=found["member"]).first()
    membership = known or Membership.objects.create(person=found["member"], number="M1", joined_on=joined)
    if not membership.choices.exists():
        BranchChoice.objects.create(
            membership=membership, unit=found.haslum, chosen_on=joined, reason=Reason.OWN_CHOICE
        )
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "target", "allowed"), TABLE, ids=lambda value: getattr(value, "__name__", None))
def test_exactly_these_may(act, target, allowed, people):
    about = target(people)

    assert {who for who in EVERYONE if permissions.may(people.asker(who), act, about)} == allowed


def test_the_table_has_every_act():
    assert sorted({act for act, _target, _allowed in TABLE}) == list(permissions.known_acts())


def test_every_act_lets_somebody_and_refuses_somebody():
    """Each act that is not for nobody has an allowed row and a denied row."""
    by_act: dict[str, set[str]] = {}
    for act, _target, allowed in TABLE:
        by_act.setdefault(act, set()).update(allowed)

    assert {act for act, allowed in by_act.items() if not allowed} == NOBODY
    assert {act for act, allowed in by_act.items() if allowed == set(EVERYONE)} == set()


def test_every_act_is_asked_by_something():
    code = "\n".join(
        text_of(path) for path in product_modules() if path.name != "rules.py" and path.parent.name != "migrations"
    )

    assert [act for act in permissions.known_acts() if f'"{act}"' not in code] == []


def test_every_act_is_granted_by_its_own_room():
    foreign = [
        f"{path.parent.name}: {act}"
        for path in PRODUCT.glob("*/rules.py")
        for act in re.findall(r"""\ballow\(\s*["']([\w.]+)["']""", text_of(path))
        if act.partition(".")[0] != path.parent.name
    ]

    assert foreign == []


def test_every_act_says_why_in_a_sentence():
    said = {act: permissions.denial(act) for act in permissions.known_acts()}

    assert {act: words for act, words in said.items() if not words.endswith(".")} == {}


def test_an_act_that_nobody_granted_raises():
    with pytest.raises(permissions.UnknownAct):
        permissions.may(None, "web.fly_away")
