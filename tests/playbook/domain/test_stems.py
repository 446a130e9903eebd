"""Words of Norwegian as search compares them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lokallag.playbook.domain.stems import (
    LONGEST,
    MOST_TERMS,
    STOP_WORDS,
    fold,
    forms,
    index_words,
    stem,
    terms_of,
)

texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
letters = st.text(alphabet="abdefgiklmnoprstuvyæøåÆØÅéE", min_size=1, max_size=24)


@pytest.mark.parametrize(
    "words",
    [
        "medlem medlemmet medlemmer medlemmene medlemmenes MEDLEMMENE",
        "møte møter møtet møtene møta Møtets",
        "avdeling avdelingen avdelinger avdelingene avdelingenes avdelingar avdelingane",
        "håndbok håndboka håndbøker håndbøkene",
        "tillitsmann tillitsmannen tillitsmenn tillitsmennene",
        "leder ledere lederen lederne",
        "kasserer kassereren kassererne",
        "valgkomité valgkomiteen valgkomite",
        "år året årene års ÅRA",
        "by byen byer",
        "årsmøte ÅRSMØTET årsmøtene",
        "grønn grønne",
        "sjekkliste sjekklister sjekklista",
    ],
)
def test_forms_of_one_word_have_one_stem(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("møte", "måte"), ("valg", "vaksine"), ("interne", "inntekt"), ("stand", "strand")]
)
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)


@given(word=letters)
@example(word="kassererne")
@example(word="mennmenn")
def test_a_stem_is_its_own_stem(word):
    assert stem(stem(word)) == stem(word)


@given(word=texts)
def test_capitals_and_accents_make_no_difference(word):
    assert stem(word.upper()) == stem(word.upper().lower())
    assert stem(fold(word)) == stem(word)


@given(text=texts)
def test_what_is_indexed_are_words_that_the_database_can_hold(text):
    for one in index_words(text):
        assert re.fullmatch(r"[^\W_]+", one), one
        assert one == one.casefold()


def test_long_words_are_counted_to_their_sixtieth_letter():
    assert len(stem("x" * 5000)) <= LONGEST
    assert len(forms("a-" * 2000 + "b")[0]) <= LONGEST


def test_entities_soft_hyphens_and_decomposed_letters_are_read():
    assert index_words("&Aring;rsm&oslash;tet") == ["årsmøt"]
    assert index_words("med\u00adlem\u00admene") == ["medlem"]
    assert index_words("A\u030arsmøtet") == ["årsmøt"]


def test_a_word_with_a_hyphen_is_found_whole_and_by_its_parts():
    assert forms("e-posten") == ("epost", "e", "post")
    assert terms_of("epost")[0].fits("e-posten")
    assert terms_of("e-post")[0].fits("eposten")
    assert terms_of("post")[0].fits("e-post")


def test_stop_words_are_left_out_of_both_sides():
    assert index_words("Vi skal på møtet i kveld") == ["møt", "kveld"]
    assert terms_of("hva er det å være") == ()
    assert all(fold(word) == word for word in STOP_WORDS)


@pytest.mark.parametrize(
    ("query", "stems"),
    [
        ('"årsmøte" & !frist | (innkalling:*)', ["årsmøt", "frist", "innkalling"]),
        ("møter møtene MØTE", ["møt"]),
        ("<b>kaffe</b>'; DROP TABLE x;--", ["b", "kaf", "drop", "tabl", "x"]),
        ("§ 5 år 2027", ["5", "år", "2027"]),
        ("   ", []),
        ("%_\\", []),
        ("\x00 møte", ["møt"]),
    ],
)
def test_what_is_typed_is_words_and_nothing_else(query, stems):
    assert [term.stem for term in terms_of(query)] == stems


def test_of_three_thousand_signs_the_first_words_are_looked_for():
    terms = terms_of(" ".join(f"ord{number}" for number in range(600)))

    assert [term.stem for term in terms] == [f"ord{number}" for number in range(MOST_TERMS)]


@pytest.mark.parametrize(
    ("query", "word", "fits"),
    [
        ("medlem", "medlemmene", True),
        ("medlemmene", "medlem", True),
        ("medlem", "medlemsmøte", True),
        ("møte", "møteleder", True),
        ("kontingent", "medlemskontingenten", True),
        ("møte", "mot", False),
        ("ås", "åsted", False),
        ("valg", "valgkomiteen", True),
        ("årsmøte", "møte", False),
    ],
)
def test_a_word_is_found_alone_in_front_and_within_longer_ones(query, word, fits):
    assert terms_of(query)[0].fits(word) is fits


@given(word=st.one_of(letters, texts))
def test_each_word_that_is_indexed_is_found_by_itself_and_in_capitals(word):
    for term in (*terms_of(word), *terms_of(word.upper())):
        assert term.fits(term.written)
    assert {term.stem for term in terms_of(word)} <= set(index_words(word))
