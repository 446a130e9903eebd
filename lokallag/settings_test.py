"""The settings of the test run: the real ones, with plain static files and messages kept in the database."""

from lokallag.settings import *  # noqa: F403

SECRET_KEY = "only-for-tests-" + "0" * 50
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
OUTBOX_BACKEND = "page"
