"""The settings of the test run: the real ones on a private database of its own, plain static files, messages kept."""

import os
from pathlib import Path

os.environ["LOKALLAG_VAR"] = os.environ.get("LOKALLAG_TEST_VAR", str(Path(__file__).parents[1] / "var-test"))
for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "EMAIL_URL", "LOKALLAG_URL", "LOKALLAG_DEMO", "LOKALLAG_DEBUG"):
    os.environ.pop(variable, None)

from lokallag.settings import *  # noqa: E402, F403
from lokallag.settings import DATABASES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "0" * 50
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AUDIT_HEAD_FILE = None  # databases of tests come and go; tests of the head name a file of their own
OUTBOX_BACKEND = "page"
LISTEN = "127.0.0.1"
