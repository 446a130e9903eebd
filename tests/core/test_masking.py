"""No secret of an address stands in the program's log."""

import io
import logging
import logging.config

from django.conf import settings

from lokallag.core.masking import masked

KEY = "Id3m3XJEhPpQ83Krbqy5_dCetRE02xG18tz25nnl3-A"


def test_what_is_long_enough_to_be_a_secret_is_left_out():
    assert masked(f"Not Found: /kalender/{KEY}.ics") == "Not Found: /kalender/….ics"
    assert (
        masked("Not Found: /arrangementer/apent-mote-om-skolen/") == "Not Found: /arrangementer/apent-mote-om-skolen/"
    )


def test_the_log_as_it_is_set_up_masks_every_line():
    config = {**settings.LOGGING, "handlers": {"stderr": dict(settings.LOGGING["handlers"]["stderr"])}}
    written = io.StringIO()
    config["handlers"]["stderr"]["stream"] = written
    config["loggers"] = {}
    before = logging.getLogger().handlers[:]
    try:
        logging.config.dictConfig(config)
        logging.getLogger("django.request").error("Internal Server Error: %s", f"/kalender/{KEY}.ics")
    finally:
        logging.getLogger().handlers[:] = before

    assert "Internal Server Error: /kalender/….ics" in written.getvalue()
    assert KEY not in written.getvalue()
