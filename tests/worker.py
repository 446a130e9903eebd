"""A worker for tests, of the kind that ``lokallag serve`` starts."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from procrastinate.contrib.django import app


def run_jobs() -> None:
    """Let a worker do all that waits, on connections of its own. Needs ``isolated_database`` (or ``live_site``)."""
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    with ThreadPoolExecutor(1) as pool:  # a browser's event loop may run in this thread
        pool.submit(_work).result()


def _work() -> None:
    try:
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()
