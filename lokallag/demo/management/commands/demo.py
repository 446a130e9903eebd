"""``lokallag demo``: fill an empty database with an invented organisation, or say who one can sign in as."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import DemoMark
from lokallag.demo.builder import MEMBERS, build_demo, demo_exists
from lokallag.people.models import DemoPerson, DemoRole

WHERE = "Logg inn med ett trykk på /logg-inn/ som:"


class Command(BaseCommand):
    """Runs as the database's owner, who alone can mark a database as a demo."""

    help = "Lager demo-organisasjonen i en tom database. Finnes den, endres ingenting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--who", action="store_true", help="skriv hvem man kan logge inn som")
        parser.add_argument("--members", type=int, default=MEMBERS, metavar="ANTALL", help="antall medlemmer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the demo, or print who is in it.

        :raises CommandError: the database holds persons and is no demo, or there are too few members for the offices
        """
        if options["who"]:
            self._say_who()
            return
        if demo_exists():
            self.stdout.write("Demoen finnes fra før, og dataene er som du forlot dem.")
            return
        if not 60 <= options["members"] <= 100_000:
            raise CommandError("Velg mellom 60 og 100 000 medlemmer.")
        self.stdout.write(f"Lager en oppdiktet organisasjon med {options['members']} medlemmer …")
        self.stdout.flush()
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(%s, 'INSERT')", [DemoMark._meta.db_table])
            may_mark = bool(cursor.fetchone()[0])
        if not may_mark:
            raise CommandError("Bare databasens eier kan lage en demo. Kjør «lokallag demo».")
        try:
            build_demo(at=now(), members=options["members"])
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Demoen er klar.")

    def _say_who(self) -> None:
        self.stdout.write(WHERE)
        names = {person.role: person.person.name for person in DemoPerson.objects.select_related("person")}
        for role in DemoRole:
            if role in names:
                self.stdout.write(f"  {role.label}: {names[role]}")
        self.stdout.write("  Besøkende: bare se deg rundt")
