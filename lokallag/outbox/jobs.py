"""Handing over in the background: at once after a message is written, and each minute what is left. Short jobs only."""

import time
from datetime import UTC, datetime

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from lokallag.outbox import services
from lokallag.outbox.backends import open_carrier
from lokallag.outbox.services.delivering import BATCH
from lokallag.outbox.services.posting import IN_TURN

JOBS_KEPT_HOURS = 72
JOB_LASTS = 5.0  # seconds; then the next job goes on, after what others wait for


@app.task
def deliver_message(message_id: int) -> None:
    """Hand over the waiting letters of one message, in short jobs one after another, each on one line to the server."""
    if _deliver(message_id):
        deliver_message.configure(priority=IN_TURN).defer(message_id=message_id)


@app.task
def deliver_waiting() -> None:
    """Hand over whatever waits, of any message, in short jobs one after another."""
    if _deliver(None):
        services.wake()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="outbox.left_over")
def deliver_left_over(timestamp: int) -> None:
    """Settle what a stopped worker left behind, and try again what waits for another try."""
    services.settle_abandoned(at=_moment(timestamp))
    deliver_waiting()


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="outbox.forget_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the traces of jobs, of every room, that were done three days before."""
    del timestamp  # the database counts from its own clock
    await builtin_tasks.remove_old_jobs(context, max_hours=JOBS_KEPT_HOURS, remove_failed=True)


def _moment(timestamp: int) -> datetime:
    """Return the instant that a periodic job was planned for."""
    return datetime.fromtimestamp(timestamp, UTC)


def _deliver(message_id: int | None) -> bool:
    """Hand over batches until none is left, or the job has lasted long enough. Returns whether any may be left."""
    carrier, until = open_carrier(), time.monotonic() + JOB_LASTS
    try:
        while services.deliver(carrier=carrier, message_id=message_id) == BATCH:
            if time.monotonic() >= until:
                return True
        return False
    finally:
        carrier.close()
