"""Which branch of today a name in a sheet means. Pure."""

from collections.abc import Mapping

from lokallag.territory.domain import names


class KnownNames:
    """The branches of today under the names they will have."""

    def __init__(self, branches: tuple[str, ...], renames: Mapping[str, str]) -> None:
        self.by_name = {name: renames.get(name, name) for name in branches}
        self.exact: dict[str, str] = {}
        self.folded: dict[str, set[str]] = {}
        self.keyed: dict[str, set[str]] = {}
        both = [(new, new) for new in self.by_name.values()] + list(self.by_name.items())
        for spelling, name in both:
            self.exact.setdefault(spelling, name)
            self.folded.setdefault(names.fold(spelling), set()).add(name)
            self.keyed.setdefault(names.name_key(spelling), set()).add(name)

    def find(self, spelling: str) -> str:
        """The name of the one branch that ``spelling`` means, or empty: letter by letter, else folded, else by key."""
        if spelling in self.exact:
            return self.exact[spelling]
        for index, key in ((self.folded, names.fold(spelling)), (self.keyed, names.name_key(spelling))):
            if len(found := index.get(key, set())) == 1:
                return next(iter(found))
        return ""

    def now(self, name: str) -> set[str]:
        """The names of today that stand for ``name``."""
        return {old for old, new in self.by_name.items() if new == name}
