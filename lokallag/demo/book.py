"""The demo's run book: our own chapters, one below another, one with a draft that waits, and what branches noted."""

from datetime import date, datetime, timedelta
from pathlib import Path

from lokallag.calendar.domain.local import local_date
from lokallag.organisation.models import Term, Title, Unit
from lokallag.people.models import Person
from lokallag.playbook import services
from lokallag.playbook.domain.chapter_files import read_chapter
from lokallag.playbook.models import Chapter
from lokallag.playbook.services import Text
from lokallag.playbook.services.chapters import latest_of, text_of

STALL = Path(__file__).parent / "templates" / "demo" / "stand.md"
DAYS_BEFORE = 120
CHECKS, CHARGERS = '<ul class="checks">', "<li>Ladere og skjøteledning er pakket</li>"
TIP = "<p>Tips fra i fjor: Sett av ti minutter til å takke dem som går ut, før valgene begynner.</p>"
NOTES = (
    (
        "Haslum",
        "moter",
        """Nøkkelen til grendehuset ligger på biblioteket. Ring før klokka 15.

        Kaffetrakteren slår ut sikringen hvis ovnen står på.""",
    ),
    ("Haslum", "kampanje", "Vi står ved senteret, ikke ved stasjonen. Der er det ly for regn, og folk har bedre tid."),
    ("Østre Bærum", "medlemmer", "Nye medlemmer ringes av to stykker, tirsdag etter at lista kommer."),
)


def build_book(*, party: Unit, at: datetime) -> None:
    """Fill the run book. What comes with Lokallag was read in some months ago."""
    today = local_date(at)
    services.load_chapters(by=None, at=at - timedelta(days=DAYS_BEFORE))
    leader = _leader(party, today)
    file = read_chapter(STALL.read_text(encoding="utf-8"))
    stall = services.add_chapter(
        text=Text(file.title, file.summary, file.body, file.sources),
        parent=Chapter.objects.get(key="kampanje"),
        by=leader,
        at=at - timedelta(days=40),
    )
    services.publish_chapter(chapter=stall, number=1, by=leader, at=at - timedelta(days=39))
    _change(
        Chapter.objects.get(key="moter"), CHECKS, CHECKS + CHARGERS, "Ladere glemmes", leader, at - timedelta(days=3)
    )
    meeting = Chapter.objects.get(key="arsmotet")
    number = _change(meeting, "", f"{TIP}\n", "Tips fra rapporten i fjor", leader, at - timedelta(days=20))
    services.publish_chapter(chapter=meeting, number=number, by=leader, at=at - timedelta(days=20))
    units = {unit.name: unit for unit in Unit.objects.branches(today)}
    for name, key, text in NOTES:
        said = "\n".join(line.strip() for line in text.splitlines())
        services.write_chapter_note(
            unit=units[name],
            chapter=Chapter.objects.get(key=key),
            text=said,
            by=_leader(units[name], today),
            at=at - timedelta(days=9),
        )


def _change(chapter: Chapter, old: str, new: str, why: str, by: Person | None, at: datetime) -> int:
    """Save a version with ``new`` in place of the first ``old``; returns its number."""
    text = text_of(latest_of(chapter))
    changed = Text(text.title, text.summary, text.body.replace(old, new, 1), text.sources)
    return services.save_version(chapter=chapter, text=changed, why=why, by=by, at=at).number


def _leader(unit: Unit, today: date) -> Person | None:
    terms = Term.objects.live(today).select_related("person").filter(office__unit=unit, office__title=Title.LEADER)
    found = terms.first()
    return None if found is None else found.person
