"""Two who leave in the same moment: the party is never left with too few who can approve."""

import threading

from django.db import connection
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Title
from lokallag.organisation.queries import able_approvers
from lokallag.privacy import services
from tests.cast import cast
from tests.factories import PersonFactory, TermFactory


def test_of_three_who_can_approve_only_one_of_two_at_once_leaves(isolated_database, settings, tmp_path):
    settings.VAR = tmp_path
    people = cast()
    office = people.party.offices.get(title=Title.SECRETARY)
    office.seats = 2
    office.save()
    TermFactory(office=office, seat=2, person=PersonFactory(), from_on=people.today)
    both, said = threading.Barrier(2), []

    def leave(who):
        both.wait()
        try:
            services.leave_party(person=people[who], by=people[who], at=now())
            said.append("left")
        except RuleViolation:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[who]) for who in ("board leader", "secretary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["left", "refused"]
    assert len(able_approvers(people.today)) == 2
