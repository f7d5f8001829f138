"""A word counts as said when two decodings in a row agree."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.stream.agreement import Draft, LocalAgreement, carried


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


def test_a_second_thought_about_stable_words_does_not_hold_up_what_follows():
    agreement = LocalAgreement()
    agreement.add("theo dự báo của bạn")
    agreement.add("theo dự báo của bạn tổ chức")
    agreement.add("theo báo của ban tổ chức lễ hội")
    draft = agreement.add("thêm dự báo của ban tổ chức lễ hội năm")
    assert draft.text == "theo dự báo của bạn tổ chức lễ hội năm"
    assert draft.text[: draft.stable_chars] == "theo dự báo của bạn tổ chức lễ hội"


def test_a_final_pass_is_stable_at_once_and_keeps_what_stood_before():
    agreement = LocalAgreement()
    agreement.add("một hai")
    agreement.add("một hai ba")
    draft = agreement.add("một hái ba bốn.", firm=True)
    assert draft.text == "một hai ba bốn." and draft.stable_chars == len(draft.text)


def test_drafts_leave_out_firm_words_that_ended_a_second_ago():
    ends = (400, 900, 1600, 2300, 3900, 4800)
    assert carried(ends, 5, 5000) == 5
    assert carried(ends, 3, 5000) == 3
    assert carried(ends, 6, 5000) == 5, "the last second is heard again"
    assert carried(ends, 2, 5000) == 0, "too little to be worth it"
    assert carried((), 4, 5000) == 0
