"""Handing over in the background: at once after a message is written, and each minute what is left."""

from datetime import UTC, datetime

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from lokallag.outbox import services
from lokallag.outbox.backends import open_carrier

JOBS_KEPT_HOURS = 72
BATCH = 25  # short jobs: a stopped worker leaves little undone


@app.task
def deliver_message(message_id: int) -> None:
    """Hand over the waiting letters of one message, in short jobs one after another."""
    if _deliver(message_id) == BATCH:
        deliver_message.defer(message_id=message_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="outbox.left_over")
def deliver_left_over(timestamp: int) -> None:
    """Settle what a stopped worker left behind, and try again what waits for another try."""
    services.settle_abandoned(at=_moment(timestamp))
    _deliver(None)


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="outbox.forget_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the traces of jobs, of every room, that were done three days before."""
    del timestamp  # the database counts from its own clock
    await builtin_tasks.remove_old_jobs(context, max_hours=JOBS_KEPT_HOURS, remove_failed=True)


def _moment(timestamp: int) -> datetime:
    """Return the instant that a periodic job was planned for."""
    return datetime.fromtimestamp(timestamp, UTC)


def _deliver(message_id: int | None) -> int:
    carrier = open_carrier()
    try:
        return services.deliver(carrier=carrier, limit=BATCH, message_id=message_id)
    finally:
        carrier.close()
