"""Links in mails and codes at the door: each opens its own and nothing else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokallag.events.domain.answers import DOOR_STEP, door_code, is_door_code, is_reply, key_in, reply_token

SECRET, OTHER = b"a" * 32, b"b" * 32
NOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
seconds = st.integers(0, 10**7)


@given(key=st.uuids(), version=st.integers(1, 99))
def test_a_link_opens_the_sign_up_it_is_about(key, version):
    token = reply_token(SECRET, key=key, version=version)

    assert key_in(token) == key
    assert is_reply(SECRET, token, key=key, version=version)


@given(key=st.uuids(), other=st.uuids())
def test_a_link_opens_nothing_else(key, other):
    token = reply_token(SECRET, key=key, version=1)

    assert not is_reply(SECRET, token, key=key, version=2)
    assert not is_reply(OTHER, token, key=key, version=1)
    assert is_reply(SECRET, token, key=other, version=1) == (key == other)


@given(st.text(max_size=80))
def test_what_anybody_may_write_is_read_without_a_fault(token):
    key = key_in(token)

    assert key is None or not is_reply(SECRET, token, key=key, version=1)


@given(event=st.uuids(), late=seconds)
def test_a_code_at_the_door_counts_for_a_while_and_then_no_more(event, late):
    shown_at, seen_at = NOON, NOON + timedelta(seconds=late)
    code = door_code(SECRET, event=event, at=shown_at)

    counts = is_door_code(SECRET, code, event=event, at=seen_at)

    assert counts == (seen_at < NOON + 2 * DOOR_STEP)  # noon is the beginning of a step


@given(event=st.uuids(), other=st.uuids())
def test_a_code_at_one_door_opens_no_other(event, other):
    code = door_code(SECRET, event=event, at=NOON)

    assert is_door_code(SECRET, code, event=other, at=NOON) == (event == other)
    assert not is_door_code(OTHER, code, event=event, at=NOON)
    assert not is_door_code(SECRET, code, event=event, at=NOON - timedelta(seconds=1))


@given(event=st.uuids(), code=st.text(max_size=40))
def test_a_guessed_code_does_not_count(event, code):
    assert not is_door_code(SECRET, code, event=event, at=NOON)
