"""How near two subjects are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.networks.domain.likeness import Near, Subject, has_same_topic, nearest, nearness

WORDS = st.lists(st.sampled_from(["skole", "klima", "buss", "eldre", "natur", "kultur", "bolig"]), max_size=4).map(
    " ".join
)
SUBJECTS = st.builds(Subject, topic=WORDS, name=WORDS, text=WORDS)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Skole", "skolen", True),
        ("Klima og natur", "Natur og klima", True),
        ("SKOLE ", "skole", True),
        ("Nettverk for skole", "Skole", True),
        ("Skole", "Klima", False),
        ("Skole", "Skole og barnehage", False),
        ("", "", False),
        ("", "Skole", False),
        ("Vi", "vi", False),  # shorter than a word that tells anything
        ("Møte", "møte", True),  # no word that matters: then the words themselves
    ],
)
def test_the_same_topic_in_other_spelling(one, other, expected):
    assert has_same_topic(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Subject("Skole"), Subject("Skole"), Near.SAME),
        (Subject("Skole"), Subject("Oppvekst", "", "Barnehage og skole i kommunen"), Near.NEAR),
        (Subject("Skole"), Subject("Klima", "Nettverk for klima", "Medlemmer møtes om klima i kommunen"), Near.FAR),
        (
            Subject("Miljø", "", "Utslipp fra buss og bil i sentrum"),
            Subject("Samferdsel", "", "Buss i sentrum"),
            Near.NEAR,
        ),
        (Subject(""), Subject(""), Near.FAR),
    ],
)
def test_worked_examples(one, other, expected):
    assert nearness(one, other) is expected


@given(one=SUBJECTS, other=SUBJECTS)
def test_it_is_the_same_whichever_comes_first(one, other):
    assert nearness(one, other) is nearness(other, one)


@given(subject=SUBJECTS, others=st.lists(SUBJECTS, max_size=8), most=st.integers(0, 5))
def test_the_nearest_come_first_and_no_more_than_asked_for(subject, others, most):
    found = nearest(subject, enumerate(others), most=most)

    assert len(found) <= most
    assert [near for _thing, near in found] == sorted((near for _thing, near in found), reverse=True)
    assert all(nearness(subject, others[place]) is near is not Near.FAR for place, near in found)
