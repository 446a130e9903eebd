"""The count that tells a kept map when it is old."""

from datetime import date

from django.db import transaction
from django.db.models import F

from lokallag.territory.models import KeptMap, MapVersion
from lokallag.territory.queries.maps import draw_map, is_kept


def bump() -> None:
    """Make every kept map old, in the transaction of the change itself."""
    if not MapVersion.objects.update(number=F("number") + 1):
        MapVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    KeptMap.objects.all().delete()


@transaction.atomic
def keep_map(*, on: date) -> bool:
    """Draw the map of the day and keep it, unless it is kept. Returns whether it was drawn.

    Pages never keep what they draw, so this is asked each minute in the background.
    """
    if is_kept(on):
        return False
    MapVersion.objects.get_or_create(pk=1)
    MapVersion.objects.select_for_update().get(pk=1)
    fresh = draw_map(on)
    KeptMap.objects.filter(version=fresh.version, kept_from=on).delete()
    fresh.save()
    return True
