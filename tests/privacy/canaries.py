"""Persons with words of their own in every column, and a look for those words in the whole database."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.timezone import now

from lokallag.events.models import (
    Event,
    EventCoordinator,
    EventHost,
    EventReport,
    FeedToken,
    MeetingNotice,
    NoticeDelivery,
    Signup,
)
from lokallag.events.services import sign_up_person
from lokallag.followup.models import Commitment, Note
from lokallag.mailing.models import Mailing, Unsubscription
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import (
    AddressKeeper,
    Belonging,
    BranchChoice,
    Entry,
    FeeYear,
    Guardian,
    Interest,
    InterestTopic,
    MemberFile,
    Membership,
)
from lokallag.membership.services import choose_branch, start_membership
from lokallag.networks.models import (
    Application,
    ApplicationQuestion,
    Baseline,
    Candidate,
    Companion,
    Evaluation,
    Idea,
    NetworkEnd,
    OwnView,
    Survey,
    SurveyBox,
    UnknownCandidate,
    Verdict,
)
from lokallag.networks.services import answer_survey
from lokallag.organisation.models import Anchor, Approval, BoardContact, Term
from lokallag.outbox.models import DeadAddress
from lokallag.outbox.services import post
from lokallag.people import services as people
from lokallag.people.models import (
    AppSecret,
    Consent,
    DemoPerson,
    DemoRole,
    EmailChange,
    FactorTries,
    KnownDevice,
    PaperCode,
    Passkey,
    Person,
    SignIn,
    SignInRequest,
)
from lokallag.playbook.models import (
    Chapter,
    ChapterNote,
    ChapterVersion,
    Duty,
    DutyAnswer,
    DutyReview,
    DutyVersion,
    PlannedActivity,
    Tip,
    UnclearDuty,
    YearPlan,
)
from lokallag.register.models import Difference, ImportEnd, ImportRow, LastSaid, RegisterImport
from lokallag.territory.models import Division, DivisionComment, Municipality, PendingFile, RegisterLoad
from tests.cast import Cast
from tests.factories import NetworkFactory


@dataclass(frozen=True, slots=True)
class Canary:
    """A person and the words by which they would be known anywhere."""

    person: Person
    words: tuple[str, ...]


def canary(people_: Cast, mark: str, *, email: str = "", officer: bool = True) -> Canary:
    """Make a member of Haslum with a row in every table that holds anything of a person, through services and rows."""
    at, number = now(), f"9{sum(map(ord, mark)):06}"
    mail = email or f"{mark}.post@example.org".lower()
    phone = f"+4791{sum(map(ord, mark)):06}"
    person = people.register_person(
        given_name=f"{mark}fornavn",
        family_name=f"{mark}etternavn",
        email=mail,
        phone=phone,
        birth_year=1971,
        street_address=f"{mark}veien 7",
        postal_code="1344",
        by=None,
        at=at,
    )
    member = start_membership(person=person, number=number, joined_on=people_.today, by=None, at=at)
    choose_branch(membership=member, unit=people_.haslum, by=None, at=at, reason=Reason.PLACED_BY_OFFICE)
    BranchChoice.objects.filter(membership=member).update(note=f"{mark}merknad")
    Guardian.objects.create(person=person, name=f"{mark}fornavns mor", phone=phone)
    Entry.objects.create(
        person=person,
        entered_by=people_["secretary"],
        what="people.change_address",
        how="phone",
        said_on=people_.today,
        entered_at=at,
        receipt="letter",
    )
    FeeYear.objects.create(membership=member, year=2026, is_paid=True)
    Belonging.objects.create(person=person, unit=people_.sandvika, kind="joined", channel="phone", since=people_.today)
    topic, _new = InterestTopic.objects.get_or_create(name="Skole")
    Interest.objects.create(person=person, topic=topic, since=people_.today)
    _rows_of_ideas(people_, person, mark, mail)
    _rows_of_an_import(person, member, mark, number)
    if officer:
        _rows_of_an_officer(people_, person, mark)
        _rows_of_an_evaluation(people_, person)
    _rows_of_sign_up(people_, person, mark)
    _rows_of_sign_in(person, mark)
    Consent.objects.create(person=person, purpose="photo", text_version="1", channel=Consent.Channel.SELF, given_at=at)
    Unsubscription.objects.create(person=person, kind="news", at=at, way=Unsubscription.Way.LINK)
    DeadAddress.objects.get_or_create(address=mail.lower(), defaults={"found_at": at, "said": f"550 {mail}"})
    post(
        key=f"test.{mark}",
        subject=f"Om {person.name}",
        text=f"{person.name} ({person.email}, {person.phone}) bor i {person.street_address}.",
        to=[(str(people_["secretary"].key), "sekretaer@example.org")],
        purpose="membership.branch_choice",
        at=at,
    )
    words = (f"{mark}fornavn", f"{mark}etternavn", f"{mark}veien", f"{mark}merknad", phone, number, str(person.key))
    return Canary(person, words if email else (*words, mail))


def _rows_of_an_import(person: Person, member: Membership, mark: str, number: str) -> None:
    at = now()
    sent = RegisterImport.objects.create(
        state="waiting",
        file_name="register.csv",
        file_hash=mark,
        sent_by=person,
        sent_at=at,
        moved_at=at,
        changed=[person.pk],
    )
    ImportRow.objects.create(
        of=sent,
        row=2,
        key=person.key,
        number=number,
        given_name=f"{mark}fornavn",
        email=f"{mark}fornavn@example.org",
        person_id=person.pk,
        membership_id=member.pk,
    )
    ImportEnd.objects.create(of=sent, membership=member)
    LastSaid.objects.create(membership=member, email=7)
    Difference.objects.create(membership=member, about="email", theirs=f"{mark}fornavn@example.net", found_at=at)


def _rows_of_ideas(people_: Cast, person: Person, mark: str, mail: str) -> None:
    """Let the person have an idea, be with another's, apply, stand, be asked in vain, ask and decide."""
    at = now()
    own = Idea.objects.create(
        owner=person, topic="Skole", text=f"Ring {mark}fornavn", contact=people_["secretary"], made_at=at, updated_at=at
    )
    others = Idea.objects.create(
        owner=people_["secretary"], topic="Klima", text="Vi møtes", contact=person, made_at=at, updated_at=at
    )
    Companion.objects.create(idea=others, person=person, shows_name=True, since=at)
    dates = {"made_at": at, "updated_at": at, "submitted_at": at, "answer_by": people_.today}
    mine = Application.objects.create(
        applicant=person, name="Nettverk for skole", purpose=f"Ring {mark}fornavn", stage="returned", idea=own, **dates
    )
    ApplicationQuestion.objects.create(
        application=mine, text="Hvem?", asked_at=at, answer=f"{mark}fornavn", answered_at=at
    )
    theirs = Application.objects.create(
        applicant=people_["secretary"],
        name="Nettverk for klima",
        stage="declined",
        decided_at=at,
        decided_by=person,
        meeting_on=people_.today,
        case_number="3/26",
        reason="Nei",
        **dates,
    )
    ApplicationQuestion.objects.create(application=theirs, text="Hvor?", asked_by=person, asked_at=at)
    Candidate.objects.create(application=theirs, person=person, called=f"{mark}fornavn", address=mail, asked_at=at)
    UnknownCandidate.objects.create(application=theirs, called=f"{mark}fornavn", address=mail, asked_at=at)


def _rows_of_an_officer(people_: Cast, person: Person, mark: str) -> None:
    at = now()
    office = people_.haslum.offices.get(title="board_member")
    Term.objects.create(
        office=office,
        person=person,
        seat=office.terms.count() + 1,
        holder_name=person.name,
        from_on=people_.today,
        elected_by="Årsmøtet",
    )
    if not BoardContact.objects.exists():
        BoardContact.objects.create(branch=people_.haslum, person=person, from_on=people_.today)
    Approval.objects.create(
        kind="test.kind",
        payload={"person": str(person.key)},
        beneficiary=person,
        proposer=people_["secretary"],
        reason=f"{person.name} ble valgt",
        proposed_at=at,
        expires_at=at,
    )
    Mailing.objects.create(
        unit=people_.haslum,
        kind="news",
        segment={"who": "members", "units": [people_.haslum.pk]},
        texts={"nb": {"subject": f"Hilsen {person.name}", "text": f"Ring {person.phone}", "action": ""}},
        written_by=person,
        written_at=at,
        sent_by=person,
        sent_at=at,
    )
    town, _new = Municipality.objects.get_or_create(number="3201", defaults={"name": "BÆRUM"})
    draft = Division.objects.create(
        title="Utkast", municipality=town, valid_from=people_.today, made_at=at, made_by=person
    )
    DivisionComment.objects.create(
        division=draft, unit=people_.haslum, author=person, author_name=person.name, text="Nei", written_at=at
    )
    commitment = Commitment.objects.create(
        unit=people_.haslum, title="Oppgave", responsible=person, made_by=person, made_at=at, state="assigned"
    )
    Note.objects.create(commitment=commitment, author=person, text="Ringte", written_at=at)
    event = Event.objects.create(
        slug=f"mote-{Event.objects.count()}",
        title="Åpent møte",
        kind="open_meeting",
        starts_at=at + timedelta(days=9),
        ends_at=at + timedelta(days=9, hours=2),
        made_by=person,
        made_at=at,
        updated_at=at,
    )
    EventHost.objects.create(
        event=event, unit=people_.haslum, is_main=True, state="accepted", asked_at=at, answered_by=person
    )
    EventCoordinator.objects.create(
        event=event, person=person, appointed_by=person, from_on=people_.today, until_on=people_.today
    )
    EventReport.objects.create(event=event, how="Fint", written_by=person, written_at=at)
    notice = MeetingNotice.objects.create(
        event=event, part="notice", text="Saker", written_by=person, written_at=at, sent_by=person
    )
    NoticeDelivery.objects.create(notice=notice, person=person, way="letter", at=at, by=person)
    FeedToken.objects.create(person=person, key_hash=f"{person.pk:064x}", made_at=at)
    year = 2031 + Anchor.objects.count()
    Anchor.objects.create(
        unit=people_.haslum, kind="annual_meeting", year=year, day=date(year, 3, 1), set_by=person, set_at=at
    )
    plan, _new = YearPlan.objects.get_or_create(unit=people_.haslum, year=people_.today.year)
    PlannedActivity.objects.create(
        plan=plan,
        title="Medlemsmøte",
        manual_day=people_.today,
        state="done",
        how="Fint",
        reported_by=person,
        reported_at=at,
    )
    Tip.objects.create(
        text="Ring tidlig",
        unit=people_.haslum,
        source_label="Medlemsmøte",
        source_key=f"test.{mark}",
        state="taken_in",
        answer="Takk",
        left_by=person,
        left_at=at,
        answered_by=person,
        answered_at=at,
    )
    chapter = Chapter.objects.create(key=f"kapittel-{Chapter.objects.count()}")
    ChapterVersion.objects.create(chapter=chapter, number=1, title="Stand", by=person, at=at, why="Nytt kapittel")
    ChapterNote.objects.create(
        unit=people_.haslum, chapter=chapter, text="Nøkkelen er på biblioteket", updated_at=at, by=person
    )
    _rows_of_a_review(people_, person)
    AddressKeeper.objects.create(person=person, named_on=people_.today, ended_on=people_.today)
    MemberFile.objects.create(
        person=person,
        unit=people_.haslum,
        file_format="csv",
        purpose=f"{mark}fornavn spurte",
        filters=f"navn={mark}fornavn",
        asked_at=at,
        expires_at=at + timedelta(days=1),
    )
    PendingFile.objects.create(
        kind=RegisterLoad.Kind.REGISTER, name=f"{mark}fornavn.txt", data=b"x", sent_by=person, sent_at=at
    )
    if not DemoPerson.objects.filter(role=DemoRole.MEMBER).exists():
        DemoPerson.objects.create(role=DemoRole.MEMBER, person=person)


def _rows_of_sign_up(people_: Cast, person: Person, mark: str) -> None:
    """Sign the person up, for one event signed in and for one by name and address."""
    at = now()
    for number in range(2):
        event = Event.objects.create(
            slug=f"{mark}-{number}".lower(),
            title="Åpent møte",
            kind="open_meeting",
            state="published",
            published_at=at,
            starts_at=at + timedelta(days=9),
            ends_at=at + timedelta(days=9, hours=2),
            made_at=at,
            updated_at=at,
        )
        EventHost.objects.create(event=event, unit=people_.haslum, is_main=True, state="accepted", asked_at=at)
        if number:
            sign_up_person(event=event, person=person, at=at)
        elif person.email.startswith(mark.lower()):
            Signup.objects.create(
                event=event,
                name=person.name,
                email=person.email,
                email_key=person.email.lower(),
                state="signed_up",
                number=1,
                signed_at=at,
            )


def _rows_of_a_review(people_: Cast, person: Person) -> None:
    at, number = now(), 700 + DutyVersion.objects.count()
    version = DutyVersion.objects.create(number=number, begun_at=at)
    duty = Duty.objects.create(
        version=version, key="ringe", name="Ringe", area="Medlemmer", does=["branch"], decides=["branch"]
    )
    DutyVersion.objects.filter(pk=version.pk).update(
        state="published", published_at=at, adopted_on=people_.today, adopted_by="Styret"
    )
    review = DutyReview.objects.create(
        unit=people_.haslum, year=number + 1300, version=version, begun_at=at, closed_at=at, closed_by=person
    )
    DutyAnswer.objects.create(
        review=review, duty=duty, side="branch", verdict="unclear", words="Hvem?", answered_by=person, answered_at=at
    )
    UnclearDuty.objects.create(
        unit=people_.haslum,
        key="ringe",
        name="Ringe",
        review=review,
        verdict="unclear",
        state="settled",
        raised_at=at,
        proposal="Vi ringer",
        proposed_side="branch",
        proposed_by=person,
        agreed_by=person,
        closed_at=at,
    )


def _rows_of_an_evaluation(people_: Cast, person: Person) -> None:
    at, number = now(), Evaluation.objects.count()
    network = NetworkFactory(unit__parent=people_.party)
    evaluation = Evaluation.objects.create(
        unit=people_.party,
        year=2100 + number,
        opened_at=at,
        counted_from=people_.today,
        assessment="Godt år",
        assessed_by=person,
        assessed_at=at,
    )
    Baseline.objects.create(
        network=network, year=2020, meetings=3, attendance=30, source="Melding", entered_by=person, entered_at=at
    )
    OwnView.objects.create(evaluation=evaluation, network=network, text="Fint", written_by=person, written_at=at)
    Verdict.objects.create(
        evaluation=evaluation,
        network=network,
        word="go_on",
        meeting_on=people_.today,
        case_number="7",
        recorded_by=person,
        recorded_at=at,
    )
    NetworkEnd.objects.create(
        network=network,
        ended_on=people_.today,
        meeting_on=people_.today,
        case_number="7",
        reason="Få kom",
        joined=0,
        ended_by=person,
    )
    survey = Survey.objects.create(
        evaluation=evaluation, questions=["worth"], opened_at=at, closes_on=people_.today + timedelta(days=9)
    )
    box = SurveyBox.objects.create(survey=survey, network=network)
    answer_survey(box=box, answer={"worth": "4"}, person=person, at=at)


def _rows_of_sign_in(person: Person, mark: str) -> None:
    at = now()
    SignInRequest.objects.create(address=person.email, browser_hash="b", network_hash="n", asked_at=at)
    people.ask_for_email(person=person, address=f"{mark}fornavn.ny@example.org", at=at)
    assert EmailChange.objects.filter(person=person).exists()
    people.notify(person=person, notice=people.Notice.FACTOR_ADDED, at=at)
    AppSecret.objects.create(person=person, sealed=f"{mark}fornavn", added_at=at)
    Passkey.objects.create(
        person=person, name=f"{mark}fornavns nøkkel", credential_id=mark.encode(), credential=b"k", added_at=at
    )
    PaperCode.objects.create(person=person, kind=PaperCode.Kind.PRINTED, code_hash=mark, made_at=at)
    FactorTries.objects.create(person=person, failed=1, since=at)
    KnownDevice.objects.create(person=person, mark_hash=mark, first_at=at, last_at=at)
    SignIn.objects.create(
        session_key=mark.ljust(40, "0")[:40],
        session_data="",
        expire_date=at,
        person=person,
        device=f"{mark}fornavns telefon",
        started_at=at,
        seen_at=at,
    )


def where(words: tuple[str, ...], *, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Return by table and column which of the words stand in it, looked for in every column of every table as text.

    :param but: ``table.column`` that is left out: the archive of offices
    """
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
            """
        )
        for table, column in sorted(cursor.fetchall()):
            if f"{table}.{column}" in but:
                continue
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.setdefault(f"{table}.{column}", []).append(word)
    return found
