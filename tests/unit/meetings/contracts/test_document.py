"""``docs/protocol.md`` says what the contracts say."""

import pytest

from meetings.contracts import document
from meetings.contracts.commands import Command
from meetings.contracts.socket import ClientMessage, ServerMessage


def test_the_page_is_up_to_date():
    assert document.main(["--check"]) == 0, "run: python -m meetings.contracts.document"


def test_every_message_is_in_its_table():
    page = document.PAGE.read_text()
    for union in (ClientMessage, ServerMessage, Command):
        for model in document.members(union):
            assert f"| `{document.label(model)}` |" in page


def test_a_lost_marker_is_noticed():
    with pytest.raises(ValueError, match="commands"):
        document.filled(document.PAGE.read_text().replace("<!-- end: commands -->", ""))


@pytest.mark.parametrize(
    ("annotation", "name"),
    [(int | None, "int?"), (tuple[str, ...], "text[]"), (dict[str, int], "{text: int}"), (float, "number")],
)
def test_types_have_short_names(annotation, name):
    assert document.type_name(annotation) == name
