"""The mark by which an old page is known: it changes with the messages, never with their explanations."""

from typing import Any

from pydantic import BaseModel

from meetings.contracts.schema import SocketProtocol, contract_mark, without_words


class Old(BaseModel):
    """What it was."""

    title: str


class New(Old):
    """The same in other words."""


class Other(Old):
    """What it was."""

    more: int


def bare(model: type[BaseModel]) -> Any:
    return without_words(model.model_json_schema())


def test_words_do_not_change_the_mark_and_fields_do():
    assert bare(Old) == bare(New)
    assert bare(Old) != bare(Other)
    assert "title" in bare(Old)["properties"]


def test_every_message_is_in_the_mark():
    names = set(SocketProtocol.model_json_schema()["$defs"])
    assert names == set(bare(SocketProtocol)["$defs"])
    assert len(contract_mark()) == 16
