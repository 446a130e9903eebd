"""Founding a network: the unit, its offices, and what the board decided."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.networks.models import Network
from lokallag.networks.services import Decision, NetworkFacts, found_network
from lokallag.organisation.models import Unit
from tests.cast import cast

FACTS = NetworkFacts("Fagnettverk for klima", "Klima", "Møter om klima i kommunen.", usual_hours="Tirsdager kl. 18")
DECISION = Decision(date(2026, 11, 3), "14/26", "Mange har spurt etter dette.")


def found(people, facts=FACTS, decision=DECISION):
    return found_network(party=people.party, facts=facts, decision=decision, by=people["secretary"], at=now())


@pytest.mark.django_db
class TestFounding:
    def test_the_unit_cannot_propose_and_has_a_steering_group(self):
        people = cast()
        network = found(people)
        unit = Unit.objects.named(people.today).get(pk=network.pk)
        assert (unit.name, unit.kind, unit.has_proposal_right, unit.parent_id) == (
            "Fagnettverk for klima",
            "network",
            False,
            people.party.pk,
        )
        assert sorted(unit.offices.values_list("title", "seats")) == [("board_member", 6), ("leader", 1)]
        assert (network.state, network.case_number, network.founded_on) == ("active", "14/26", people.today)
        assert Change.objects.filter(act="networks.found_network").count() == 1

    @pytest.mark.parametrize(
        ("facts", "decision", "field"),
        [
            ({"name": " "}, {}, "name"),
            ({"topic": ""}, {}, "topic"),
            ({"purpose": " "}, {}, "purpose"),
            ({"age_from": 50, "age_until": 40}, {}, "age"),
            ({}, {"case_number": ""}, "case_number"),
            ({}, {"reason": " "}, "reason"),
        ],
    )
    def test_what_is_missing_is_asked_for_and_nothing_is_made(self, facts, decision, field):
        people = cast()
        with pytest.raises(RuleViolation) as caught:
            found(people, replace(FACTS, **facts), replace(DECISION, **decision))
        assert caught.value.field == field
        assert not Network.objects.exists()
        assert not Unit.objects.filter(kind="network").exists()

    def test_a_name_is_used_once(self):
        people = cast()
        found(people)
        with pytest.raises(RuleViolation) as caught:
            found(people)
        assert caught.value.field == "name"
        assert Network.objects.count() == 1
