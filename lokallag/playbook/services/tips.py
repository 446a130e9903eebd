"""Tips from reports: left by whoever wrote the report, taken in or set aside by the run book's editor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.playbook import notices
from lokallag.playbook.domain.tip_lifecycle import State, may_move
from lokallag.playbook.models import ActivityKind, Tip

FIELDS = {"tip_has_a_text": "text", "tip_answered_has_a_word": "answer"}
MOST_TIP, MOST_WORD = 4000, 2000


@transaction.atomic
def leave_tip(
    *,
    text: str,
    unit: Unit,
    source_key: str,
    source_label: str,
    source_url: str,
    by: Person | None,
    at: datetime,
    kind: ActivityKind | None = None,
    chapter: str = "",
) -> Tip | None:
    """Put the tip of a report in the queue, and return it; ``None`` where the report gives none.

    The same report again writes no second one: while its tip waits, it gets the report's new text, or goes where the
    report has none any more. A tip that is answered stays as it was; only another text waits anew.

    :param unit: whose report it is
    :param source_key: the report: ``"playbook.activity:17"``
    :param source_label: what it is about, as one reads it; ``source_url`` a page of ours
    :param chapter: key of the chapter it belongs to; that of ``kind`` where it is not said
    :raises RuleViolation: the text is too long
    """
    words = text.strip()
    if len(words) > MOST_TIP:
        raise RuleViolation(_("Skriv høyst %(most)d tegn.") % {"most": MOST_TIP}, field="tip")
    known = list(Tip.objects.select_for_update().filter(source_key=source_key).order_by("-pk"))
    waiting = next((tip for tip in known if tip.state == State.WAITING), None)
    if not words:
        if waiting is not None:
            waiting.delete()
        return None
    if waiting is None and known and known[0].text == words:
        return known[0]
    facts = {
        "text": words,
        "kind": kind,
        "chapter": chapter or (kind.chapter if kind is not None else ""),
        "unit": unit,
        "source_label": source_label[:200],
        "source_url": source_url[:200],
        "left_by": by,
    }
    if waiting is not None:
        for name, value in facts.items():
            setattr(waiting, name, value)
        waiting.save(update_fields=list(facts))
        return waiting
    with speaking(FIELDS):
        return Tip.objects.create(**facts, source_key=source_key, left_at=at)


@transaction.atomic
def answer_tip(
    *,
    tip: Tip,
    state: State,
    answer: str,
    by: Person,
    at: datetime,
    version: int | None = None,
    seen: str | None = None,
) -> Tip:
    """Take a tip in or set it aside, with a word to who gave it. They are told by e-mail where they have an address.

    :param version: the version of the chapter that took it in
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is answered already, or no word is given
    """
    tip = _locked(tip)
    check_fresh(seen, tip.fingerprint)
    if state is State.WAITING or not may_move(State(tip.state), state):
        raise RuleViolation(_("Tipset er besvart allerede. Legg det tilbake i køen først."))
    words = answer.strip()
    if len(words) > MOST_WORD:
        raise RuleViolation(_("Skriv høyst %(most)d tegn.") % {"most": MOST_WORD}, field="answer")
    tip.state, tip.answer, tip.answered_by, tip.answered_at = state, words, by, at
    tip.version = version if state is State.TAKEN_IN else None
    with speaking(FIELDS):
        tip.save(update_fields=["state", "answer", "version", "answered_by", "answered_at"])
    audit.record("playbook.answer_tip", actor=by, target=tip, at=at, details={"state": state.value})
    if tip.left_by is not None and tip.left_by != by:
        notices.tell_of_answer(tip, at=at)
    return tip


@transaction.atomic
def put_tip_back(*, tip: Tip, by: Person, at: datetime) -> Tip:
    """Let an answered tip wait again. Its answer goes; who gave the tip is told when it is answered anew.

    :raises RuleViolation: it waits already, or a newer one from the same report does
    """
    tip = _locked(tip)
    if not may_move(State(tip.state), State.WAITING):
        raise RuleViolation(_("Tipset venter allerede."))
    tip.state, tip.answer, tip.version, tip.answered_by, tip.answered_at = State.WAITING, "", None, None, None
    with speaking(FIELDS):
        tip.save(update_fields=["state", "answer", "version", "answered_by", "answered_at"])
    audit.record("playbook.answer_tip", actor=by, target=tip, at=at, details={"state": tip.state})
    return tip


def _locked(tip: Tip) -> Tip:
    return Tip.objects.select_for_update(of=("self",)).select_related("left_by", "kind").get(pk=tip.pk)
