"""What an import of the register or of areas did, or would do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from lokallag.territory.domain.postal_register import MunicipalityCount, RegisterDiff


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What an import did, or would do. ``codes`` is the number in the file.

    ``missing`` says, a sentence for each reason, why the file looks like a part of the register; empty where it does
    not.
    """

    codes: int
    diff: RegisterDiff
    municipalities: Mapping[str, MunicipalityCount]
    missing: tuple[str, ...]

    @property
    def cut_off(self) -> bool:
        """The file looks like a part of the register."""
        return bool(self.missing)

    @property
    def changed(self) -> int:
        """How many codes are, or will be, otherwise."""
        return self.diff.changed


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What an import did, or would do. All lists are of postal codes, sorted.

    ``areas`` is the number taken; ``unknown`` codes are not in the register, ``without_addresses`` have no area of
    their own, ``mended`` had rings that crossed themselves; ``nameless`` features had no code and were left out.
    """

    areas: int
    changed: int
    approximate: int
    features: int
    nameless: int
    unknown: tuple[str, ...]
    without_addresses: tuple[str, ...]
    mended: tuple[str, ...]
