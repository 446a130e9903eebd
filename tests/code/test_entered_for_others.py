"""Whatever a member can do to their own, an officer can enter for them, or a reason stands here why not.

Two walks hold it: over all acts that ask for no second factor because the target is one's own, and over all pages that
take a form from whoever is signed in. The tables below are written by hand; a new act or page fails until it is
registered (``membership.services.behalf.register_enterable``) or has its reason.
"""

import pytest

from lokallag.core.permissions import always_deny, known_acts
from lokallag.core.views import GUARD
from lokallag.membership import enterables as registry
from lokallag.membership.enterables import Enterable, enterables, personal_only
from lokallag.membership.services.behalf import never_for_others, register_enterable
from tests.code.addresses import addresses

# Acts of one's own that nothing is registered for, beside those that are said never to be (personal_only).
NOT_ENTERED = {
    "events.see_link": "Reading is no change. Who does not read screens comes to where it is held.",
    "events.sign_up": "Hosts write down who calls, by name (events.enter_signup).",
    "events.change_feed": "A secret address goes to nobody but the person; the open calendars need none.",
    "events.see_event": "Reading is no change. Who does not read screens is told of it by letter or telephone.",
    "membership.choose_interests": "What one cares about is said by oneself; all that follows from it is a number.",
    "networks.answer_candidacy": "Who would lead says yes themselves; a yes on paper is given to the board's meeting.",
    "networks.edit_application": "The board can start a network itself, with a member who does not use the screen.",
    "networks.edit_idea": "An idea is told to somebody on the board, who can take it up themselves.",
    "networks.join_idea": "An idea is told to somebody on the board, who can take it up themselves.",
    "networks.see_application": "Reading is no change. The board answers who does not read screens by letter.",
    "networks.see_idea": "Reading is no change. Who has the idea can tell of it.",
    "membership.see_member": "Reading is no change. Who does not read screens gets it by letter or telephone.",
    "networks.see_network": "Reading is no change. Who does not read screens is told of it by letter or telephone.",
    "playbook.see_duties": "Reading is no change. Who does not read screens gets the page printed.",
    "privacy.download_data": "A copy of all that is held goes to nobody but the person.",
}
# Pages that take a form from whoever is signed in: what stands for the same act, or why nothing does.
PAGES = {
    "mailing:wishes": "mailing.change_wishes",
    "membership:address": "people.change_address",
    "membership:confirm": "membership.choose_branch",
    "people:change_contact": "people.change_email",
    "people:confirm_email": "people.change_email",
    "people:set_language": "people.choose_language",
    "privacy:confirm_leave": "privacy.leave_party",
    "privacy:consents": "people.change_consent",
    "privacy:protection": "people.set_protected",
}
NO_PAGES = {
    "membership:interests": "What one cares about is said by oneself; all that follows from it is a number.",
    "events:end_address": "A secret address goes to nobody but the person; the open calendars need none.",
    "events:make_address": "A secret address goes to nobody but the person; the open calendars need none.",
    "people:add_passkey": "A second factor is what the person has.",
    "people:ask_to_add_passkey": "A second factor is what the person has.",
    "people:ask_for_proof": "Only the person reads their mailbox; an officer enters another address instead.",
    "people:prove": "Only the person reads their mailbox; an officer enters another address instead.",
    "people:end_others": "A way in is the person's own.",
    "people:end_sign_in": "A way in is the person's own.",
    "people:recovery_codes": "Officers print a sheet of codes instead (organisation.print_codes).",
    "people:remove_factor": "A second factor is removed only by who has given it.",
    "people:set_up_app": "A second factor is what the person has.",
    "privacy:download": "A copy of all that is held goes to nobody but the person.",
}


def covered():
    return {act for one in enterables() for act in one.covers}


def test_every_act_of_ones_own_can_be_entered_or_has_a_reason():
    own = {name for name, act in known_acts().items() if act.own is not always_deny}

    assert own - covered() - set(personal_only()) == set(NOT_ENTERED)


def test_nothing_is_both_entered_and_refused():
    assert covered() & set(personal_only()) == set()
    assert covered() & set(NOT_ENTERED) == set()


def test_every_form_of_ones_own_can_be_entered_or_has_a_reason():
    forms = {
        address.name
        for address in addresses()
        if getattr(address.view, GUARD, None) == "personal" and address.methods & {"POST", "*"}
    }

    assert forms == (set(PAGES) | set(NO_PAGES)) - {"people:set_language"}  # open also to who is not signed in
    assert set(PAGES.values()) <= {one.name for one in enterables()}


def test_every_act_that_enters_is_known():
    assert {one.act for one in enterables()} <= set(known_acts())


@pytest.fixture
def empty(monkeypatch):
    monkeypatch.setattr(registry, "_enterables", {})
    monkeypatch.setattr(registry, "_personal", dict(registry._personal))


def vote(name="democracy.cast_vote", covers=()):
    return Enterable(
        name=name, act="membership.enter_branch", title="Stemme", hint="", page="membership:for_member", covers=covers
    )


def test_a_vote_is_never_registered(empty):
    never_for_others("democracy.cast_vote", "Bare den som har stemmerett, stemmer.")

    with pytest.raises(ValueError, match="never entered for others"):
        register_enterable(vote())
    with pytest.raises(ValueError, match="never entered for others"):
        register_enterable(vote("democracy.something_else", covers=("democracy.cast_vote",)))
    assert enterables() == ()


def test_what_is_registered_first_is_not_made_personal_behind_its_back(empty):
    register_enterable(vote("democracy.something_else", covers=("democracy.cast_vote",)))

    with pytest.raises(ValueError, match="can be entered for others already"):
        never_for_others("democracy.cast_vote", "Bare den som har stemmerett, stemmer.")
    with pytest.raises(ValueError, match="registered twice"):
        register_enterable(vote("democracy.something_else"))


@pytest.mark.parametrize("act", ["people.add_factor", "people.remove_factor", "people.use_factor"])
def test_a_way_in_is_never_registered(empty, act):
    with pytest.raises(ValueError, match="never entered for others"):
        register_enterable(vote("people.something", covers=(act,)))
