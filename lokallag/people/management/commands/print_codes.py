"""``lokallag print_codes EMAIL``: a sheet of one-time codes, where no officer is left who can print one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from lokallag.people.models import Person
from lokallag.people.services import print_codes


class Command(BaseCommand):
    """Prints codes to whoever runs the server. It is logged, and the person is told by e-mail."""

    help = "Skriver ti engangskoder til en person som har mistet telefon og koder. Personen får beskjed på e-post."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("email", help="personens e-postadresse")
        parser.add_argument("--name", default="", metavar="NAVN", help="hele navnet, der flere deler adressen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the codes, one a line.

        :raises CommandError: nobody, or more than one, has the address and the name
        """
        found = [
            person
            for person in Person.objects.with_email(options["email"]).order_by("sort_key", "pk")
            if options["name"] in {"", person.name}
        ]
        if not found:
            raise CommandError("Ingen i registeret har denne e-postadressen og dette navnet.")
        if len(found) > 1:
            names = ", ".join(f"«{person.name}»" for person in found)
            raise CommandError(f"Flere deler adressen. Si hvem med --name: {names}.")
        for code in print_codes(person=found[0], seen="server", by=None, at=now()):
            self.stdout.write(code)
