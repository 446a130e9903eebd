"""A mailing of 10,000 letters to a local mail server, while the worker is killed five times. Goals: issue 5, speed.

The mailing is a real one: members of a party, an unsubscribe link each, right and wish asked at the claim. The worker
is the one that ``lokallag serve`` starts (``work``), killed with SIGKILL after each sixth of the letters and started
anew; the seconds of its five new starts are in ``per_minute``, which counts from its first start to the last letter.
``missing`` are recipients that the mail server never got and that are on no list (uncertain or failed), ``repeated``
letters that it took twice, ``uncertain_per_kill`` how many batches of recipients became uncertain per kill.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils.timezone import now

from bench.harness import Result, at_least, at_most

KILLS = 5
LONGEST = 300.0  # seconds


class Sink:
    """A mail server that takes everything and remembers the Message-IDs. Each line to it has a thread of its own."""

    def __init__(self) -> None:
        self.taken: Counter[bytes] = Counter()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            line, _address = self.listening.accept()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        read = line.makefile("rb")
        line.sendall(b"220 sink\r\n")
        try:
            for said in read:
                verb = said[:4].upper()
                if verb == b"DATA":
                    line.sendall(b"354 go on\r\n")
                    self._take(read)
                    line.sendall(b"250 taken\r\n")
                elif verb == b"QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                else:
                    line.sendall(b"250 OK\r\n")
        except OSError:
            return  # the worker was killed

    def _take(self, read: Iterable[bytes]) -> None:
        """Read one letter to its end; one that breaks off is none."""
        letter_id = b""
        for text in read:
            if text == b".\r\n":
                self.taken[letter_id] += 1
                return
            if not letter_id and text.startswith(b"Message-ID:"):
                letter_id = text.partition(b":")[2].strip()


def run(quick: bool) -> Result:
    """Send to 10,000 members; ``quick`` to 1,000."""
    from lokallag.outbox.models import Recipient
    from lokallag.outbox.services import settle_abandoned
    from lokallag.outbox.services.delivering import BATCH

    members = 1_000 if quick else 10_000
    began = time.perf_counter()
    letters = _mailing(members)
    written = time.perf_counter() - began
    sink, under_way = Sink(), Recipient.objects.filter(state="claimed")
    began = time.perf_counter()
    for number in range(1, KILLS + 1):
        with _worker(sink.port) as worker:
            _until(lambda part=number: sum(sink.taken.values()) >= part * members / (KILLS + 1))
            os.killpg(worker.pid, signal.SIGKILL)
    with _worker(sink.port):
        _until(lambda: not Recipient.objects.filter(state="queued").exists())
        _until(lambda: not under_way.filter(claimed_at__gt=now() - timedelta(seconds=2)).exists())
    took = time.perf_counter() - began
    settle_abandoned(at=now() + timedelta(hours=1))
    states = Counter(Recipient.objects.values_list("state", flat=True))
    listed = set(letters) & {row for row, state in _ids_by_state() if state in {"uncertain", "failed"}}
    missing = [row for row in letters if row not in sink.taken and row not in listed]
    return Result(
        sizes={"letters": len(letters), "kills": KILLS, "batch": BATCH},
        rounds=[{"seconds": took, "write_s": written, "taken": len(sink.taken), **states}],
        goals=[
            at_most("missing", len(missing), 0),
            at_most("repeated", sum(count - 1 for count in sink.taken.values()), 0),
            at_most("uncertain_per_kill", states["uncertain"] / BATCH / KILLS, 1),
            at_least("per_minute", len(sink.taken) / took * 60, 20_000),
        ],
    )


def _mailing(members: int) -> list[bytes]:
    """Write the mailing, and return the Message-ID of each of its letters."""
    from bench._members import add_members, organisation
    from lokallag.mailing.domain.kinds import Kind
    from lokallag.mailing.domain.segments import Segment
    from lokallag.mailing.domain.words import Words
    from lokallag.mailing.services import send_mailing
    from lokallag.people.models import Person

    party, leader, branches = organisation()
    add_members(members, branches)
    for person in Person.objects.filter(email="").only("pk").iterator():
        Person.objects.filter(pk=person.pk).update(email=f"nr{person.pk}@example.org")
    text = "\n\n".join(["Torsdag møtes vi for å snakke om skole, barnehage og budsjettet i kommunen."] * 7)
    words = {"nb": Words("Medlemsmøte på torsdag", text, "Svar om du kommer")}
    send_mailing(
        key="bench",
        kind=Kind.INVITATION,
        segment=Segment(),
        unit=party,
        texts=words,
        by=leader,
        at=now(),
        action_url="https://lag.example.org/svar/",
        link_of=lambda key: f"https://lag.example.org/svar/{key}/",
    )
    return [row for row, _state in _ids_by_state()]


def _ids_by_state() -> Iterator[tuple[bytes, str]]:
    from lokallag.outbox.letters import letter_id
    from lokallag.outbox.models import Recipient

    for row in Recipient.objects.select_related("message"):
        yield letter_id(row.message, row.recipient_key).encode(), row.state


@contextmanager
def _worker(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the worker of ``lokallag serve``, which hands over to the sink, in a process group of its own."""
    given = {**os.environ, "LOKALLAG_OUTBOX": "smtp", "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "work"], env=given, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        yield worker
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGTERM)
        worker.wait()


def _until(holds: Callable[[], bool]) -> None:
    """Wait until something holds.

    :raises TimeoutError: it does not, for five minutes
    """
    last = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > last:
            raise TimeoutError("the letters do not arrive")
        time.sleep(0.02)
