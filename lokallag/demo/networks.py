"""The demo's networks: an idea, applications, five networks and two offers, speakers, and an evaluation under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from lokallag.calendar.domain.holidays import is_working_day
from lokallag.calendar.domain.local import local_date
from lokallag.events import services as events
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.times import wall
from lokallag.events.models import Event, Kind, Speaker
from lokallag.events.services import Facts, Point, Profile
from lokallag.membership import services as membership
from lokallag.membership.models import Belonging, BranchChoice, InterestTopic
from lokallag.networks import services
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.domain.survey import QUESTIONS
from lokallag.networks.models import Application, Network, Survey, SurveyBox
from lokallag.networks.services import ApplicationText, Decision, NetworkFacts
from lokallag.organisation.models import Term, Title, Unit
from lokallag.people.models import DemoPerson, Person

SEED = 23
TOPICS = (
    "Arbeid og næring",
    "Bolig",
    "Helse og omsorg",
    "Klima og natur",
    "Kultur og frivillighet",
    "Samferdsel",
    "Skole og oppvekst",
)
QUESTIONS_TO_TALK_ABOUT = ("Hva vet vi for lite om?", "Hva kan vi gjøre selv, i egen avdeling?")
EVENING, DAYTIME = (time(18, 30), time(20, 30)), (time(11), time(13))


@dataclass(frozen=True, slots=True)
class Made:
    """A network of the demo: what it is, when it began and how long its group sits, who is with it, and its meetings.

    Days are counted from today; ``None`` ends the term with this month. ``meetings`` are title, talk and speaker.
    """

    facts: NetworkFacts
    began: int
    ends: int | None
    joined: int
    hours: tuple[time, time]
    weekday: int
    meetings: tuple[tuple[str, str, str], ...]
    ahead: tuple[tuple[str, str, str], ...] = ()


NETWORKS = (
    Made(
        NetworkFacts(
            "Fagnettverk for klima og natur",
            "Klima og natur",
            "Vi vil vite nok om klima og natur i kommunen til å ta gode valg i egne avdelinger. Vi inviterer folk som"
            " kan noe, og setter av god tid til å snakke sammen.",
            usual_hours="Første torsdag i måneden kl. 18.30",
        ),
        began=-300,
        ends=400,
        joined=24,
        hours=EVENING,
        weekday=3,
        meetings=(
            ("Naturen i nabolaget: Hva mister vi?", "Et kart over det som er igjen", "Ragnhild Myhre"),
            ("Strøm fra egne tak", "Slik gjorde borettslaget det", "Oskar Lindqvist"),
            ("Flom og styrtregn: Hvem har ansvaret?", "Vannet finner alltid en vei", "Ragnhild Myhre"),
        ),
        ahead=(("Mat som ikke blir kastet", "Hva butikkene gjør i dag", "Oskar Lindqvist"),),
    ),
    Made(
        NetworkFacts(
            "Fagnettverk for skole og oppvekst",
            "Skole og oppvekst",
            "Foreldre, lærere og andre som bryr seg om hvordan barn har det på skolen og i fritida.",
            usual_hours="Tirsdager kl. 18.30",
        ),
        began=-330,
        ends=None,
        joined=17,
        hours=EVENING,
        weekday=1,
        meetings=(("Fravær som bekymrer", "Det vi ser fra helsestasjonen", "Synne Aaberg"),),
        ahead=(("Når skjermen tar over", "Hva en lærer ser i timene", "Synne Aaberg"),),
    ),
    Made(
        NetworkFacts(
            "Fagnettverk for kultur og frivillighet",
            "Kultur og frivillighet",
            "For dem som holder liv i korps, kor, lag og møteplasser.",
        ),
        began=-420,
        ends=-45,
        joined=11,
        hours=EVENING,
        weekday=2,
        meetings=(("Lokaler å være i", "Nøkkelen som alle mangler", ""),),
    ),
    Made(
        NetworkFacts(
            "40 eller yngre",
            "Medlemstilbud",
            "Korte møter for medlemmer til og med 40 år. Ingen krav om å kunne noe fra før, og mat på bordet.",
            is_trial=True,
            age_until=40,
            usual_hours="Torsdager kl. 18.30",
        ),
        began=-310,
        ends=420,
        joined=19,
        hours=EVENING,
        weekday=3,
        meetings=(
            ("Hva gjør egentlig et kommunestyre?", "En vanlig uke", "et medlem av kommunestyret"),
            ("Pub og politikk: bolig", "Jeg leier fortsatt", ""),
        ),
        ahead=(("Julebord for nye og gamle", "", ""),),
    ),
    Made(
        NetworkFacts(
            "Seniornettverket",
            "Medlemstilbud",
            "Møter på dagtid for dem som har tid da, med kaffe først og innleder etterpå.",
            is_trial=True,
            age_from=60,
            usual_hours="Andre onsdag i måneden kl. 11",
        ),
        began=-250,
        ends=430,
        joined=21,
        hours=DAYTIME,
        weekday=2,
        meetings=(
            ("Trygg hjemme lenge", "Hva hjemmetjenesten kan gjøre", "Asbjørn Tveit"),
            ("Arv, testament og fullmakter", "Det du bør ordne mens du kan", "Asbjørn Tveit"),
        ),
        ahead=(("Digital hverdag uten frykt", "Slik ser en svindel ut", "Asbjørn Tveit"),),
    ),
)
SPEAKERS = (
    Profile(
        name="Ragnhild Myhre",
        topics=("natur", "arealplaner"),
        presentation="Biolog som har kartlagt bekker og hager i femten år.",
        email="ragnhild.myhre@foredrag.example",
        consented_on=date(2026, 2, 3),
        consent_how="phone",
    ),
    Profile(
        name="Oskar Lindqvist",
        topics=("energi", "borettslag"),
        presentation="Styreleder i et borettslag som lager en tredel av strømmen sin selv.",
        email="oskar.lindqvist@foredrag.example",
        phone="+4722000011",
        consented_on=date(2026, 3, 12),
        consent_how="email",
    ),
    Profile(
        name="Synne Aaberg",
        topics=("skole", "helse"),
        presentation="Helsesykepleier. Forteller gjerne uten å vise lysbilder.",
        email="synne.aaberg@foredrag.example",
        consented_on=date(2026, 1, 20),
        consent_how="phone",
    ),
    Profile(name="Asbjørn Tveit", topics=("eldre", "jus"), presentation="Pensjonert advokat.", spoken="Eldrerådet"),
)


@dataclass(slots=True)
class _Desk:
    """Whose day it is, and who may be drawn for what: nobody sits in two steering groups."""

    at: datetime
    today: date
    party: Unit
    leader: Person
    secretary: Person
    everybody: list[Person]
    left: set[int]
    chance: Random

    def moment(self, days: int) -> datetime:
        """Return an instant so many days from now."""
        return self.at + timedelta(days=days)

    def drawn(
        self, count: int, first: int | None = None, last: int | None = None, *, days: int = -60, gender: str = ""
    ) -> list[Person]:
        """Take so many out of those who are left: of an age between two, members already so many days from now.

        In a small organisation nobody is left at the end: then people are in several networks.
        """
        year, day = self.today.year, local_date(self.moment(days))
        known = [
            person
            for person in self.everybody
            if person.birth_year is not None
            and person.membership.joined_on <= day
            and gender in {"", person.gender}
            and (first is None or year - person.birth_year >= first)
            and (last is None or year - person.birth_year <= last)
        ]
        fits = [person for person in known if person.pk in self.left]
        fits = fits if len(fits) >= count else known
        chosen = self.chance.sample(fits, min(count, len(fits)))
        self.left -= {person.pk for person in chosen}
        return chosen


def build_networks(*, party: Unit, at: datetime) -> None:
    """Make what a board has after the first year with networks, in the order in which it would have come about."""
    today = local_date(at)
    rows = BranchChoice.objects.live(today).select_related("membership__person").order_by("pk")
    officers = set(Term.objects.live(today).values_list("person_id", flat=True))
    people = [row.membership.person for row in rows if row.membership.person_id not in officers]
    known = set(DemoPerson.objects.values_list("person_id", flat=True))
    people = [person for person in people if person.pk not in known and person.email]
    left = {person.pk for person in people}
    desk = _Desk(
        at, today, party, _officer(party, Title.LEADER), _officer(party, Title.SECRETARY), people, left, Random(SEED)
    )
    topics = [membership.add_topic(name=name, by=None, at=desk.moment(-200)) for name in TOPICS]
    _interests(desk, topics)
    for speaker in SPEAKERS:
        events.add_speaker(profile=speaker, by=None, at=desk.moment(-150))
    made = [_network(desk, each) for each in NETWORKS]
    _idea(desk)
    _applied(desk)
    _returned(desk)
    services.settle_steering_groups(at=at)
    _evaluation(desk, made)


def _officer(unit: Unit, title: Title) -> Person:
    return Person.objects.get(terms__office__unit=unit, terms__office__title=title)


def _interests(desk: _Desk, topics: Sequence[InterestTopic]) -> None:
    for person in desk.everybody[::2]:
        chosen = desk.chance.sample(topics, desk.chance.randrange(1, 4))
        membership.choose_interests(person=person, topics=chosen, by=person, at=desk.moment(-90))


def _decision(desk: _Desk, days: int, number: int) -> Decision:
    day = local_date(desk.moment(days))
    return Decision(day, f"{number}/{day:%y}", "Mange har spurt etter dette, og de som vil lede det, har tid.")


def _network(desk: _Desk, made: Made) -> Network:
    """Found the network, seat its group, let people join and follow, and hold its meetings."""
    began = desk.moment(made.began)
    decision = _decision(desk, made.began, 11 + NETWORKS.index(made))
    network = services.found_network(party=desk.party, facts=made.facts, decision=decision, by=None, at=began)
    ages = made.facts.age_from, made.facts.age_until
    group = [person for gender in "km" for person in desk.drawn(2, *ages, days=made.began, gender=gender)]
    services.appoint_steering_group(
        network=network,
        leader=group[0],
        members=group[1:],
        from_on=local_date(began),
        until_on=_month_end(desk.today) if made.ends is None else desk.today + timedelta(days=made.ends),
        decision=decision,
        by=None,
        at=began,
    )
    events.set_usual_hours(
        unit=network.unit, weekday=made.weekday, starts=made.hours[0], minutes=120, by=None, at=began
    )
    others = desk.drawn(made.joined, made.facts.age_from, made.facts.age_until, days=made.began)
    for number, person in enumerate([*group, *others]):
        kind = Belonging.Kind.FOLLOWS if number % 6 == 5 else Belonging.Kind.JOINED
        services.join_network(
            network=network, person=person, kind=kind, by=person, at=began + timedelta(days=1 + number)
        )
    for number, meeting in enumerate(made.meetings):
        event = _meeting(desk, made, network, group[0], meeting, made.began + 30 + number * 60)
        if number == 0 and meeting[2]:
            _sum_up(event, meeting[2], group[0])
    for number, meeting in enumerate(made.ahead):
        event = _meeting(desk, made, network, group[0], meeting, 9 + number * 30)
        if number == 0 and meeting[2] in {speaker.name for speaker in SPEAKERS}:
            _ask(desk, event, meeting[2], group[0])
    return network


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _meeting(
    desk: _Desk, made: Made, network: Network, leader: Person, meeting: tuple[str, str, str], days: int
) -> Event:
    """Make and announce a meeting with a talk and discussion, on the network's own weekday."""
    title, talk, speaker = meeting
    day = desk.today + timedelta(days=days)
    while day.weekday() != made.weekday or not is_working_day(day):
        day += timedelta(days=1)
    begin, end = (wall(day, clock) for clock in made.hours)
    at = min(desk.at, begin) - timedelta(days=14)
    has_ages = made.facts.age_until is not None  # the seniors let anybody come who has time by day
    programme = [Point("Velkommen, og hvem er ny?", 10)]
    if talk:
        programme += [
            Point(talk, 25, speaker, is_opening=True),
            Point("Samtale", 55, questions=QUESTIONS_TO_TALK_ABOUT),
        ]
    event = events.make_event(
        unit=network.unit,
        facts=Facts(
            title=title,
            kind=Kind.NETWORK_MEETING,
            audience=Audience.AGE_GROUP if has_ages else Audience.OPEN,
            age_from=made.facts.age_from if has_ages else None,
            age_until=made.facts.age_until,
            place_name="Biblioteket i Sandvika, møterom 1",
            postal_code="1338",
            description="Kom som du er. Du trenger ikke ha lest noe på forhånd.",
            has_signup=True,
        ),
        starts_at=begin,
        ends_at=end,
        programme=tuple(programme),
        by=leader,
        at=at,
    )
    return events.publish_event(event=event, by=leader, at=at)[0]


def _sum_up(event: Event, speaker: str, leader: Person) -> None:
    """Publish what a meeting came to, the day after."""
    at = event.ends_at + timedelta(days=1)
    text = (
        f"{speaker} innledet i tjue minutter, og så snakket vi sammen i en time.\n\n"
        "Vi var enige om at kommunen må vite hva som finnes før den bestemmer. To av oss lager et kart til neste møte."
        "\n\nForslag om dette tar vi opp i egne avdelinger."
    )
    events.save_summary(event=event, text=text, by=leader, at=at)
    events.publish_summary(event=event, by=leader, at=at)


def _ask(desk: _Desk, event: Event, name: str, leader: Person) -> None:
    """Ask the speaker of a meeting ahead; every second has answered yes."""
    speaker = Speaker.objects.get(name=name)
    request = events.ask_speaker(
        event=event,
        speaker=speaker,
        words="Et kvarter om det du ser, så tar vi samtalen derfra?",
        by=leader,
        at=desk.at,
    )
    if desk.chance.random() < 0.5:
        events.answer_request(request=request, is_yes=True, words="Kommer gjerne.", by=leader, at=desk.at)


def _idea(desk: _Desk) -> None:
    """Let a member look for companions: three have said yes, two of them by name."""
    owner, *others = desk.drawn(4)
    idea = services.write_idea(
        owner=owner,
        topic="Bolig",
        text="Unge flytter ut fordi de ikke har råd til å bo her.\nKan vi samle dem som kan noe om boligpolitikk?\n"
        "Jeg kan ta det praktiske.",
        by=owner,
        at=desk.moment(-9),
    )
    services.publish_idea(idea=idea, by=owner, at=desk.moment(-9))
    for number, person in enumerate(others):
        services.join_idea(idea=idea, person=person, shows_name=number > 0, by=person, at=desk.moment(-6 + number))


def _application(desk: _Desk, text: ApplicationText, days: int) -> Application:
    applicant, *others = desk.drawn(4)
    application = services.start_application(applicant=applicant, text=text, by=applicant, at=desk.moment(days))
    first = services.stand_oneself(application=application, by=applicant, at=desk.moment(days))
    services.name_leader(application=application, candidate=first, by=applicant, at=desk.moment(days))
    for number, person in enumerate(others):
        services.ask_by_address(
            application=application, called=person.name, address=person.email, by=applicant, at=desk.moment(days)
        )
        candidate = application.candidates.filter(person=person).first()
        if candidate is not None and number != 2:  # the last one never answers
            services.answer_candidacy(candidate=candidate, says_yes=True, by=person, at=desk.moment(days + 1))
    return services.submit_application(application=application, by=applicant, at=desk.moment(days + 2), knows_same=True)


def _applied(desk: _Desk) -> None:
    """Let one application wait for the board."""
    _application(
        desk,
        ApplicationText(
            "Fagnettverk for samferdsel",
            topic="Samferdsel",
            purpose="Samle dem som kjører, sykler, går og reiser kollektivt, og finne ut hva vi er enige om.",
            for_whom="Alle medlemmer. Du trenger ikke kunne noe om vei.",
            plan="Januar: Hvorfor står bussen?\nMars: Sykkelvei på ordentlig\nMai: Tur med ordføreren",
            wished_hours="Mandager kl. 19",
        ),
        -20,
    )


def _returned(desk: _Desk) -> None:
    """Let another wait for its applicant, with a question from the board."""
    application = _application(
        desk,
        ApplicationText(
            "Fagnettverk for arbeid og næring",
            topic="Arbeid og næring",
            purpose="Møte bedrifter og tillitsvalgte der de er.",
            for_whom="Medlemmer med og uten jobb i privat næringsliv.",
            plan="Ett bedriftsbesøk i kvartalet.",
            wished_hours="Onsdager kl. 16",
        ),
        -34,
    )
    services.ask_applicant(
        application=application,
        text="Hvordan skal de som ikke kan komme klokka 16, få være med?",
        by=desk.secretary,
        at=desk.moment(-15),
    )
    assert Application.objects.get(pk=application.pk).stage == Stage.RETURNED


def _evaluation(desk: _Desk, networks: Sequence[Network]) -> None:
    """Open the case, ask the members, and let half of them answer; two steering groups have written their view."""
    for network, (meetings, attendance) in zip(networks[3:], ((6, 58), (4, 71)), strict=True):
        services.enter_baseline(
            network=network,
            year=desk.today.year - 1,
            meetings=meetings,
            attendance=attendance,
            source="Årsberetningen",
            by=desk.secretary,
            at=desk.moment(-5),
        )
    evaluation = services.watch(at=desk.at) or services.open_evaluation(party=desk.party, by=None, at=desk.at)
    survey = services.open_survey(
        evaluation=evaluation,
        questions=[question.key for question in QUESTIONS],
        closes_on=desk.today + timedelta(days=14),
        by=desk.leader,
        at=desk.at,
    )
    _answers(desk, survey)
    for network, text in zip(
        networks,
        (
            "Vi har fått med folk som aldri har vært på et medlemsmøte. Vi sender sjelden lærdommen til avdelingene.",
            "Fire møter på et år var ett for mye. Vi vil heller ha tre gode.",
        ),
        strict=False,
    ):
        leader = _officer(network.unit, Title.LEADER)
        services.write_own_view(evaluation=evaluation, network=network, text=text, by=leader, at=desk.at, seen=None)


def _answers(desk: _Desk, survey: Survey) -> None:
    for box in SurveyBox.objects.filter(survey=survey).select_related("network__unit").order_by("pk"):
        joined = Belonging.objects.joined().filter(unit=box.network.unit).select_related("person").order_by("pk")
        for row in list(joined)[::2]:
            scale = {key: str(desk.chance.choice((3, 4, 4, 5, 5))) for key in ("worth", "welcome", "learned", "hours")}
            answer = scale | {"heard": "4", "way": desk.chance.choice((Word.GO_ON, Word.GO_ON, Word.CHANGE)).value}
            services.answer_survey(box=box, answer=answer, person=row.person, at=desk.at)
