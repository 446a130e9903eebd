"""The member register's import."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Register: files from the national register, what they change, what is to settle."""

    name = "lokallag.register"
