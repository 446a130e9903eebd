"""Many who sign up at once, through HTTP, as the site is served. Goals: issue 5.

Sixteen clients send 2,000 forms for 500 places, each from a network and with an address of its own: 500 get a place,
1,500 wait. The log of changes, the mail in the outbox and the job that sends it are written in each. ``per_cpu_s`` is
tries by the CPU that the web processes and all of PostgreSQL spend together; what the clients spend is not counted.
"""

import re
import threading
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.utils.timezone import now

from bench._members import organisation
from bench._site import NAME, ServedSite, cpu_of, postmaster, served
from bench.harness import Result, at_least, at_most
from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.models import Event, Kind, Signup, Tally
from lokallag.events.services import Facts
from lokallag.outbox.models import Recipient

CLIENTS, PLACES, TRIES = 16, 500, 2_000
KEY = re.compile(r'name="engangsnokkel" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def run(quick: bool) -> Result:
    """Sign 2,000 people up (400 for 100 places where it must be quick)."""
    tries, places = (TRIES // 5, PLACES // 5) if quick else (TRIES, PLACES)
    party, _leader, _branches = organisation()
    at = now()
    begins = at + timedelta(days=14)
    event = services.make_event(
        unit=party,
        facts=Facts(title="Folkemøte", kind=Kind.OPEN_MEETING, place_name="Rådhuset", capacity=places),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        by=None,
        at=at,
    )
    services.publish_event(event=event, by=None, at=at)
    with served() as site:
        _try(site, event, range(-CLIENTS, 0))  # warm: nobody is signed up by an address that is none
        database = postmaster()
        before = cpu_of(site.pid), cpu_of(database)
        begun = time.perf_counter()
        faults = _all_at_once(site, event, tries)
        took = time.perf_counter() - begun
        spent = cpu_of(site.pid) - before[0], cpu_of(database) - before[1]
    _check(event, tries, places, faults)
    with_place = Signup.objects.filter(event=event, state="signed_up").count()
    return Result(
        sizes={"clients": CLIENTS, "places": places, "tries": tries},
        rounds=[{"web_cpu_s": spent[0], "postgresql_cpu_s": spent[1], "wall_s": took, "per_wall_s": tries / took}],
        goals=[
            at_most("oversold", max(0, with_place - places), 0),
            at_least("per_cpu_s", tries / sum(spent), 150),
        ],
    )


def _all_at_once(site: ServedSite, event: Event, tries: int) -> list[int]:
    """Send all forms from as many clients at once. Returns the statuses of answers that were not as they should be."""
    faults: list[int] = []
    share = tries // CLIENTS
    clients = [
        threading.Thread(target=lambda n=n: faults.extend(_try(site, event, range(n * share, (n + 1) * share))))
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return faults


def _try(site: ServedSite, event: Event, numbers: range) -> list[int]:
    """Open the page as a browser does, then send the form for each number. Returns statuses that are not 302."""
    line, path = site.connect(), f"/arrangementer/{event.slug}/"
    line.request("GET", path, headers=site.headers("192.0.2.7"))
    page = line.getresponse()
    cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
    text = page.read().decode()
    token, key = TOKEN.findall(text)[0], KEY.findall(text)[0]
    wrong = []
    for number in numbers:
        said = {
            "csrfmiddlewaretoken": token,
            "engangsnokkel": f"{key}{number}",
            "name": f"Nabo Nummer {number}",
            "email": f"nabo{number}@example.org" if number >= 0 else "ingen adresse",
        }
        sent = site.headers(f"10.{number % 200 + 1}.{number // 200 % 200 + 1}.7")
        sent |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "Referer": f"https://{NAME}{path}",
        }
        line.request("POST", f"{path}meld-pa/", body=urlencode(said), headers=sent)
        answer = line.getresponse()
        answer.read()
        if answer.status != 302:
            wrong.append(answer.status)
    return wrong


def _check(event: Event, tries: int, places: int, faults: list[int]) -> None:
    """Hold what is in the tables against what was asked.

    :raises RuntimeError: something is missing or too much
    """
    rows = Signup.objects.filter(event=event)
    tally = Tally.objects.get(pk=event.pk)
    found = {
        "faults": len(faults),
        "rows": rows.count(),
        "with a place": rows.filter(state="signed_up").count(),
        "taken": tally.taken,
        "waiting": tally.waiting,
        "logged": Change.objects.filter(act="events.sign_up").count(),
        "letters": Recipient.objects.filter(message__purpose="events.signup_receipt").count(),
    }
    wanted = {
        "faults": 0,
        "rows": tries,
        "with a place": places,
        "taken": places,
        "waiting": tries - places,
        "logged": tries,
        "letters": tries,
    }
    if found != wanted:
        raise RuntimeError(f"found {found}, wanted {wanted}; first faults: {faults[:5]}")
