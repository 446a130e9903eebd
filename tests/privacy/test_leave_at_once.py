"""Two who leave in the same moment: both leave, and the board is told once too few can approve."""

import threading

from django.db import connection
from django.utils.timezone import now

from lokallag.organisation.models import Title
from lokallag.organisation.queries import able_approvers
from lokallag.outbox.models import Message
from lokallag.privacy import services
from tests.cast import cast
from tests.factories import PersonFactory, TermFactory


def test_of_three_who_can_approve_two_leave_at_once_and_the_board_is_told_once(isolated_database, settings, tmp_path):
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
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[who]) for who in ("board leader", "secretary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == ["left", "left"]
    assert len(able_approvers(people.today)) == 1
    assert Message.objects.filter(purpose="privacy.too_few_approvers").count() == 2  # one each to those left
