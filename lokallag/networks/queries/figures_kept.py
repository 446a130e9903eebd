"""The figures of a finished report, as they are kept: shielded first, so that no small number of persons stays."""

from dataclasses import asdict
from typing import Any

from lokallag.membership.domain.ages import Band
from lokallag.networks.domain.figures import Shown, YearCount, show
from lokallag.networks.queries.network_figures import Figures


def kept(found: Figures) -> dict[str, Any]:
    """Return figures as they stand in the row of the evaluation."""
    return {
        "since": found.period.since.isoformat(),
        "until": found.period.until.isoformat(),
        "bands": [[band.low, band.high] for band in found.bands],
        "networks": {str(unit_id): asdict(show(counted)) for unit_id, counted in found.networks.items()},
        "total": asdict(show(found.total)),
    }


def shown_again(row: dict[str, Any]) -> Shown:
    """Return figures of one network as they were kept."""
    years = tuple(YearCount(**each) for each in row["years"])
    return Shown(**{**row, "ages": tuple(row["ages"]), "years": years})


def bands_again(rows: list[list[int | None]]) -> tuple[Band, ...]:
    """Return the age bands as they were kept."""
    return tuple(Band(low or 0, high) for low, high in rows)
