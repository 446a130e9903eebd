"""The import of postal areas."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Person
from lokallag.territory.domain.areas import AreaFile, parse_areas, to_geojson
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.imports import AreaImport
from lokallag.territory.models import PostalArea, PostalCode, RegisterLoad
from lokallag.territory.services.versions import bump


@transaction.atomic
def import_areas(
    *,
    data: bytes,
    source: str,
    approximate: bool = False,
    by: Person | None,
    at: datetime,
    dry_run: bool = False,
) -> AreaImport:
    """Store the areas of a GeoJSON file. Codes that the file does not have keep the area they had.

    :param source: the name of the file or its address, kept in the record
    :param approximate: all areas are approximations, whatever the file says
    :raises RuleViolation: the file cannot be read, or none of its codes is in the register
    """
    try:
        file = parse_areas(data, approximate=approximate)
    except Unreadable as error:
        raise RuleViolation(str(error), field="file") from error
    codes = {code.code: code for code in PostalCode.objects.in_use().filter(code__in=list(file.areas))}
    taken = [code for code in file.areas if code in codes and codes[code].has_addresses]
    if not codes:
        raise RuleViolation(
            _("Ingen av postnumrene i filen finnes i registeret. Hent inn postnummerregisteret først."), field="file"
        )
    changed = _changed(file, taken, source)
    result = AreaImport(
        areas=len(taken),
        changed=len(changed),
        approximate=sum(file.areas[code].approximate for code in taken),
        features=file.features,
        nameless=file.nameless,
        unknown=tuple(sorted(file.areas.keys() - codes.keys())),
        without_addresses=tuple(code for code in file.areas if code in codes and not codes[code].has_addresses),
        mended=tuple(code for code in file.mended if code in codes),
    )
    if dry_run:
        return result
    PostalArea.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["geometry", "approximate", "source"],
    )
    load = RegisterLoad.objects.create(
        kind=RegisterLoad.Kind.AREAS,
        source=source[:200],
        file_hash=hashlib.sha256(data).hexdigest(),
        codes=len(taken),
        changed=len(changed),
        loaded_at=at,
        loaded_by_id=by.pk if by is not None else None,
    )
    if changed:
        bump()
    audit.record(
        "territory.import_register",
        actor=by,
        target=load,
        at=at,
        details={"areas": len(taken), "changed": len(changed)},
    )
    return result


def _changed(file: AreaFile, taken: Iterable[str], source: str) -> list[PostalArea]:
    """The areas that differ from those stored, as rows to be stored."""
    taken = list(taken)
    stored = {area.code_id: area for area in PostalArea.objects.filter(code__in=taken)}
    rows = []
    for code in taken:
        area = file.areas[code]
        geometry = to_geojson(area.geometry)
        before = stored.get(code)
        if before is None or before.approximate != area.approximate or before.geometry != geometry:
            rows.append(PostalArea(code_id=code, geometry=geometry, approximate=area.approximate, source=source[:200]))
    return rows
