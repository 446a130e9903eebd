"""Lines of the ledger of erasures."""

import uuid
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokallag.privacy.domain.ledger import Line, hash_of, read_lines, write_line

lines = st.builds(
    Line,
    person_hash=st.uuids().map(lambda key: hash_of(key, secret="s")),
    erased_at=st.datetimes(timezones=st.just(UTC)),
    why=st.sampled_from(["left", "unpaid"]),
)


@given(st.lists(lines))
def test_what_is_written_is_read(written):
    assert read_lines("".join(write_line(line) for line in written)) == written


@given(st.lists(lines, min_size=1), st.integers(1, 60))
def test_a_line_cut_off_at_the_end_takes_no_other_with_it(written, cut):
    text = "".join(write_line(line) for line in written)

    assert read_lines(text[:-cut])[: len(written) - 1] == written[:-1]


def test_a_hash_follows_from_key_and_secret_and_tells_neither():
    key = uuid.UUID(int=7)

    assert hash_of(key, secret="one") == hash_of(key, secret="one")
    assert hash_of(key, secret="one") != hash_of(key, secret="two")
    assert read_lines(f"{key} {datetime(2026, 1, 1, tzinfo=UTC).isoformat()} left\n") == []
