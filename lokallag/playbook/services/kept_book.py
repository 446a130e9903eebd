"""The run book is set in type when something in it has changed, so that nobody waits for it."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from lokallag.calendar.domain.local import local_date
from lokallag.organisation.queries import main_unit
from lokallag.playbook.models import PrintedBook
from lokallag.playbook.queries.book import make_book, mark_of
from lokallag.playbook.queries.chapters import read_book


def keep_books(*, at: datetime) -> list[str]:
    """Set the book in type in each language in which it is not kept as it is now. Returns those languages.

    Pages never keep what they make (a GET changes nothing), so this is asked each minute in the background.
    """
    party, made = main_unit(local_date(at)), []
    if party is None:
        return []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            book = read_book(drafts=False)
            mark = mark_of(book, party)
            if not book.nodes or PrintedBook.objects.filter(language=language, mark=mark).exists():
                continue
            pdf = make_book(book, party, notes_of=None, today=local_date(at))
        PrintedBook.objects.update_or_create(language=language, defaults={"mark": mark, "pdf": pdf, "made_at": at})
        made.append(language)
    return made
