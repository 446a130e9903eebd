"""The demo's division of labour: two versions, and branches that have come differently far in going through it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lokallag.calendar.domain.local import local_date
from lokallag.organisation.models import Term, Title, Unit
from lokallag.organisation.queries import board_contact_of
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import DutySpec, Party, Side, Verdict
from lokallag.playbook.models import Duty, DutyVersion, UnclearDuty
from lokallag.playbook.queries.reviews import walk_of
from lokallag.playbook.services import duties as division
from lokallag.playbook.services import reviews
from lokallag.playbook.services.reviews import Given

OSLO = ZoneInfo("Europe/Oslo")
U, H = Verdict.UNCLEAR, Verdict.HELP
# What was found unclear, by branch and side; all else that is answered is clear.
SAID: dict[str, dict[Side, dict[str, tuple[Verdict, str]]]] = {
    "Haslum": {
        Side.BRANCH: {
            "innspill-til-budsjettet": (U, "Hvem sender dem, og når må de være inne?"),
            "kontingent-ringes": (U, "Vi får ikke vite hvem som ikke har betalt."),
        },
        Side.BOARD: {"innspill-til-budsjettet": (U, "Dette bør vi svare likt på til alle avdelingene.")},
    },
    "Sandvika og omegn": {
        Side.BRANCH: {
            "innspill-til-budsjettet": (U, "Vi sendte et brev i fjor og fikk ikke svar."),
            "avdelingens-regnskap": (H, "Kassereren vår er ny. Kan noen gå gjennom det med oss?"),
        },
        Side.BOARD: {},
    },
    "Lommedalen–Bærums Verk": {
        Side.BRANCH: {"kontakt-med-lokalsamfunnet": (H, "Vi er tre stykker og rekker ikke alle velforeningene.")}
    },
    "Rykkinn–Kolsås": {Side.BOARD: {}},
}
DONE = ("Haslum", "Sandvika og omegn")
PAGES = {"Lommedalen–Bærums Verk": 2, "Rykkinn–Kolsås": 1}  # so far have those come who are not done
LAST_YEAR = {"kontingent-ringes": (U, "Ringer vi, eller gjør styret det?")}
PROPOSED = (
    "Avdelingen sender innspillene til gruppelederen innen 1. oktober, høyst én side. "
    "Gruppa svarer skriftlig før budsjettmøtet og sier hva som kom med."
)
AGREED = "Kassereren i kommunepartiet sender lista til avdelingslederen i august. Avdelingen ringer og melder tilbake."


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes for the board, and the days of the two versions and of the next review."""

    party: Unit
    leader: Person
    at: datetime
    first: date
    second: date
    review: date


def publish_division(*, party: Unit, leader: Person, at: datetime) -> None:
    """Adopt a first version two years ago and a second last year; the next review lies ahead.

    Haslum went through the first one: that is what this year's review shows as last year's.
    """
    today = local_date(at)
    desk = Office(party, leader, at, _november(today.year - 2), _november(today.year - 1), _ahead(today))
    division.load_duties(by=None, at=_evening(desk.first))
    _publish(desk, desk.first, desk.second, "Første utgave, etter organisasjonsuttalelsen.")
    haslum = _branch("Haslum", today)
    if haslum is not None:
        _answer(haslum, today.year - 1, Side.BRANCH, LAST_YEAR, pages=99, at=_evening(date(today.year - 1, 10, 20)))
    _change(desk)
    _publish(desk, desk.second, desk.review, "Planene gjelder hele året, og styret får vite om stander og husbesøk.")


def go_through(*, at: datetime) -> None:
    """Let the branches answer: two are done, one is half way, of one the contact began, two have not begun."""
    at = _october(at)
    today = local_date(at)
    for name, said in SAID.items():
        branch = _branch(name, today)
        if branch is None:
            continue
        for side, found in said.items():
            _answer(branch, today.year, side, found, pages=PAGES.get(name, 99), at=at)
        if name in DONE:
            reviews.close_review(unit=branch, year=today.year, by=_speaker(branch, Side.BRANCH, today), at=at)
    _settle(today, at + timedelta(days=5))


def _settle(today: date, at: datetime) -> None:
    """In Haslum one duty waits for the leader's yes, and another has been agreed on."""
    haslum = _branch("Haslum", today)
    if haslum is None:
        return
    leader, contact = _speaker(haslum, Side.BRANCH, today), _speaker(haslum, Side.BOARD, today)
    for unclear in UnclearDuty.objects.filter(unit=haslum, state=UnclearDuty.State.OPEN).order_by("pk"):
        is_agreed = unclear.key == "kontingent-ringes"
        words = AGREED if is_agreed else PROPOSED
        reviews.propose_settlement(unclear=unclear, side=Side.BOARD, words=words, by=contact, at=at)
        if is_agreed:
            reviews.agree_settlement(unclear=unclear, side=Side.BRANCH, by=leader, at=at)


def _publish(desk: Office, day: date, review: date, note: str) -> None:
    division.publish_duties(
        adopted_on=day,
        adopted_by="Styremøtet, sak 12",
        review_on=review,
        note=note,
        by=desk.leader,
        at=_evening(day),
    )


def _change(desk: Office) -> None:
    at = _evening(desk.second)
    campaign = _stored("kampanje-i-omradet")
    told = (*campaign.told, Party.BOARD.value)
    division.edit_duty(key=campaign.key, values=replace(campaign, told=told), by=desk.leader, at=at)
    plan = _stored("egen-halvarsplan")
    division.edit_duty(
        key=plan.key,
        values=replace(plan, name="Lage egen plan for året i avdelingen eller nettverket"),
        by=desk.leader,
        at=at,
    )


def _stored(key: str) -> DutySpec:
    newest = DutyVersion.objects.order_by("-number")[0]
    return Duty.objects.get(version=newest, key=key).spec


def _answer(
    branch: Unit,
    year: int,
    side: Side,
    found: dict[str, tuple[Verdict, str]],
    *,
    pages: int,
    at: datetime,
) -> None:
    speaker = _speaker(branch, side, local_date(at))
    if speaker is None:
        return
    walk = walk_of(branch, year)
    answers = {
        duty.key: Given(*found.get(duty.key, (Verdict.CLEAR, "")))
        for page in walk.pages[:pages]
        for duty in page
        if duty.spec.acts(Party.BRANCH)
    }
    reviews.answer_duties(unit=branch, year=year, side=side, answers=answers, by=speaker, at=at)


def _speaker(branch: Unit, side: Side, today: date) -> Person | None:
    if side is Side.BOARD:
        contact = board_contact_of(branch, today)
        return None if contact is None else contact.person
    terms = Term.objects.filter(office__unit=branch, office__title=Title.LEADER, person__isnull=False)
    term = terms.select_related("person").order_by("-from_on").first()
    return None if term is None else term.person


def _branch(name: str, today: date) -> Unit | None:
    return next((unit for unit in Unit.objects.branches(today) if unit.name == name), None)


def _october(at: datetime) -> datetime:
    """Return an evening in October of the year, or ``at`` where it is earlier."""
    return min(at - timedelta(days=6), _evening(date(at.year, 10, 14))) if at.timetuple().tm_yday > 7 else at


def _november(year: int) -> date:
    """Return the third Tuesday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)


def _ahead(today: date) -> date:
    """Return a day of review that lies ahead: this November, else February."""
    november = _november(today.year)
    return november if november > today + timedelta(days=14) else date(today.year + 1, 2, 16)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(21), OSLO)
