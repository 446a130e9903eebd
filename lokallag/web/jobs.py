"""The daily letter with the head of the logs' chain, and the nightly walk through the whole of it."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lokallag.core.chain import Head
from lokallag.core.verify import verify_some
from lokallag.web import letters

STEP = 100_000  # entries in one job: some seconds
TRIES = 3  # of a step that could not be finished, a minute between them


@app.periodic(cron="30 4 * * *")
@app.task(queueing_lock="web.chain_head")
def mail_chain_head(timestamp: int) -> None:
    """Write to two on the board where the chain of the logs ends."""
    letters.mail_chain_head(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="5 3 * * *")
@app.task(queueing_lock="web.verify_chain")
def verify_chain(timestamp: int) -> None:
    """Begin to go through the whole chain of the logs."""
    verify_chain_from.configure(queueing_lock="web.verify_chain_from").defer(timestamp=timestamp, after=str(Head()))


@app.task(retry=RetryStrategy(max_attempts=TRIES, wait=60))
def verify_chain_from(timestamp: int, after: str) -> None:
    """Go through one step of the chain, and leave the next to a job of its own. A break is told, and ends the walk.

    :param after: the head up to which all was well
    """
    part = verify_some(after=Head.read(after), most=STEP)
    if part.broken is not None:
        letters.tell_of_break(broken=part.broken, at=datetime.fromtimestamp(timestamp, UTC))
    elif not part.is_end:
        verify_chain_from.configure(queueing_lock="web.verify_chain_from").defer(
            timestamp=timestamp, after=str(part.head)
        )
