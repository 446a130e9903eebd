"""Background jobs of imports: reading a file, carrying it out, and throwing away what nobody went on with."""

from datetime import UTC, datetime

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lokallag.register.models import RegisterImport
from lokallag.register.services import apply_in_job, forget_imports, read_held
from lokallag.register.services.applying import APPLY_JOB
from lokallag.register.services.intake import READ_JOB


@app.task(name=READ_JOB)
def read_file(key: str) -> None:
    """Read the file of an import whose columns are told."""
    of = RegisterImport.objects.filter(pk=key).first()
    if of is not None:
        read_held(of=of, at=now())


@app.task(name=APPLY_JOB)
def apply_import(key: str) -> None:
    """Carry out an import that an officer has asked for."""
    of = RegisterImport.objects.filter(pk=key).first()
    if of is not None:
        apply_in_job(of=of, at=now())


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="register.forget")
def forget_files(timestamp: int) -> None:
    """Throw away files and rows that have stood for more than a day."""
    forget_imports(at=datetime.fromtimestamp(timestamp, UTC))
