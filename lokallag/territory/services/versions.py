"""The count that tells a kept map when it is old."""

from django.db.models import F

from lokallag.territory.models import KeptMap, MapVersion


def bump() -> None:
    """Make every kept map old, in the transaction of the change itself."""
    if not MapVersion.objects.update(number=F("number") + 1):
        MapVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    KeptMap.objects.all().delete()
