"""A word counts as said when two decodings in a row agree."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.stream.agreement import Draft, LocalAgreement


def test_nothing_is_stable_after_one_decoding():
    assert LocalAgreement().add("xin chào") == Draft("xin chào", 0)


def test_the_common_beginning_of_two_decodings_is_stable():
    agreement = LocalAgreement()
    agreement.add("kính thưa các vị")
    assert agreement.add("kính thưa các đồng chí") == Draft("kính thưa các đồng chí", len("kính thưa các"))


def test_case_and_punctuation_do_not_hinder_agreement():
    agreement = LocalAgreement()
    agreement.add("Kính thưa các")
    assert agreement.add("kính thưa, các đồng chí").stable_chars == len("kính thưa, các")


def test_what_was_agreed_stays_though_a_later_decoding_loses_it():
    agreement = LocalAgreement()
    agreement.add("một hai ba")
    agreement.add("một hai ba bốn")
    assert agreement.add("năm") == Draft("một hai ba", len("một hai ba"))


@given(st.lists(st.lists(st.sampled_from(["một", "hai", "Ba,", "ba"]), max_size=8), max_size=12))
def test_the_stable_part_only_grows(decodings):
    agreement = LocalAgreement()
    stable = ""
    for words in decodings:
        draft = agreement.add(" ".join(words))
        assert draft.text[: draft.stable_chars].startswith(stable)
        assert draft.text.startswith(stable)
        stable = draft.text[: draft.stable_chars]
