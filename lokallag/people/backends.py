"""How Django finds the signed-in person again at each request."""

from django.contrib.auth.backends import BaseBackend

from lokallag.core import scope
from lokallag.people.models import Person
from lokallag.people.sessions import SIGNED_IN


class PersonBackend(BaseBackend):
    """Loads persons. It never authenticates by itself: the sign-in code does (``people.services``)."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the person, or ``None`` when there is none any more. Who came with the session is not asked again."""

        def look_up() -> Person | None:
            with scope.opened("who is signed in", person_id=user_id):
                return Person.objects.filter(pk=user_id).first()

        return scope.once_per_request((SIGNED_IN, user_id), look_up)
