"""The one door to rights."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy as _

from lokallag.core import permissions, scope
from lokallag.core.permissions import UnknownAct, allow, denial, find_act, may, predicate
from lokallag.organisation.models import Title
from tests.cast import cast
from tests.factories import PersonFactory, TermFactory, UnitFactory


@pytest.fixture
def acts(monkeypatch):
    """Let a test name acts of its own, forgotten after it."""
    monkeypatch.setattr(permissions, "_acts", dict(permissions.known_acts()))


@predicate
def is_called_kari(person):
    return getattr(person, "given_name", "") == "Kari"


@predicate
def is_the_target(person, target):
    return person == target


class TestAllow:
    def test_an_act_is_done_by_those_for_whom_the_predicate_holds(self, acts):
        allow("example.do_thing", is_called_kari | is_the_target)
        kari, ola = PersonFactory.build(given_name="Kari", pk=1), PersonFactory.build(given_name="Ola", pk=2)

        table = [(kari, None), (kari, ola), (ola, None), (ola, kari), (ola, ola)]

        assert [may(person, "example.do_thing", target) for person, target in table] == [True, True, False, False, True]

    def test_predicates_are_joined_and_turned(self, acts):
        allow("example.do_other", is_called_kari & ~is_the_target)
        kari = PersonFactory.build(given_name="Kari", pk=1)

        assert (may(kari, "example.do_other", None), may(kari, "example.do_other", kari)) == (True, False)

    @pytest.mark.parametrize("name", ["gjør", "example.gjør", "a.b.c_d", "example_do"])
    def test_an_act_is_named_room_and_verb_noun(self, acts, name):
        with pytest.raises(ValueError, match=r"room\.verb_noun"):
            allow(name, is_called_kari)

    def test_an_act_is_granted_in_one_place(self, acts):
        allow("example.do_thing", is_called_kari)

        with pytest.raises(ValueError, match="two places"):
            allow("example.do_thing", is_the_target)

    def test_a_refusal_has_words(self, acts):
        allow("example.do_thing", is_called_kari)
        allow("example.do_other", is_called_kari, denied=_("Spør Kari."))

        assert denial("example.do_thing") == "Dette kan bare den gjøre som har et verv med ansvar for det."
        assert denial("example.do_other") == "Spør Kari."


class TestUnknown:
    @pytest.mark.parametrize("ask", [lambda: may(AnonymousUser(), "example.typo_here"), lambda: denial("x.y_z")])
    def test_an_act_that_nobody_grants_is_a_fault_of_the_program(self, ask):
        with pytest.raises(UnknownAct):
            ask()

    def test_every_room_has_its_acts_read(self):
        rooms = {act.partition(".")[0] for act in permissions.known_acts()}

        assert {"organisation", "people", "territory", "membership", "web"} <= rooms

    def test_every_refusal_can_be_read(self):
        words = {act: denial(act) for act in permissions.known_acts()}

        assert {act: text for act, text in words.items() if not text.endswith(".")} == {}
        assert find_act("organisation.edit_rules").name == "organisation.edit_rules"


@pytest.mark.django_db
class TestNobodyGoesRound:
    @pytest.mark.parametrize("act", sorted(permissions.known_acts()))
    def test_anonymous_may_do_nothing(self, act):
        assert may(AnonymousUser(), act, None) is False

    @pytest.mark.parametrize("act", sorted(permissions.known_acts()))
    def test_calling_oneself_superuser_or_staff_gives_nothing(self, act):
        person = PersonFactory()
        person.is_superuser = person.is_staff = True

        assert may(person, act, None) is False


@pytest.mark.django_db
class TestNothingOutlivesTheRequest:
    def test_terms_are_looked_up_once_in_a_request(self, client):
        people = cast()
        people.sign_in(client, "board leader")

        with CaptureQueriesContext(connection) as asked:
            client.get("/organisasjon/haslum/")

        live_terms_of_the_reader = [
            query["sql"]
            for query in asked
            if "organisation_term" in query["sql"]
            and re.search(rf'"?person_id"? = {people["board leader"].pk}\b', query["sql"])
        ]
        assert len(live_terms_of_the_reader) == 1

    def test_outside_a_request_nothing_is_kept(self):
        unit = UnitFactory()
        term = TermFactory(office__unit=unit, office__title=Title.LEADER)
        before = may(term.person, "organisation.edit_unit", unit)

        term.delete()

        assert (before, may(term.person, "organisation.edit_unit", unit)) == (True, False)

    def test_a_service_that_changes_terms_makes_the_request_look_again(self, rf):
        unit = UnitFactory()
        person = PersonFactory()
        answers = []

        def view(request):
            answers.append(may(person, "organisation.edit_unit", unit))
            TermFactory(office__unit=unit, office__title=Title.LEADER, person=person)
            answers.append(may(person, "organisation.edit_unit", unit))
            scope.forget()
            answers.append(may(person, "organisation.edit_unit", unit))

        scope.RequestScopeMiddleware(view)(rf.get("/"))

        assert answers == [False, False, True]
        assert scope.once_per_request("x", lambda: 1) == 1
        assert scope.once_per_request("x", lambda: 2) == 2
