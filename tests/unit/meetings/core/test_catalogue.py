"""Every text of the pages has English, and the tool that finds the texts finds them all."""

import pytest
from django.conf import settings

from meetings.core.catalogue import (
    browser_messages,
    merged,
    python_messages,
    read_catalogue,
    server_messages,
    template_messages,
    typescript_messages,
    unlike,
    untranslated,
    write_catalogue,
)


@pytest.mark.parametrize(("name", "collect"), [("django", server_messages), ("djangojs", browser_messages)])
def test_every_text_has_english(name: str, collect) -> None:
    file = settings.BASE_DIR / "web" / "locale" / "en" / "LC_MESSAGES" / f"{name}.po"
    catalogue = merged(read_catalogue(file.read_text()), collect(settings.BASE_DIR))
    assert untranslated(catalogue) == [], "run `manage.py messages`, then fill in web/locale/en"
    assert unlike(catalogue) == [], "the English names values that the Vietnamese does not have"


def test_texts_of_python() -> None:
    source = '_("Một")\ngettext("Hai " "ba")\nngettext("%(n)s mục", "%(n)s mục", 3)\n_(name)\nother("Bốn")'
    assert set(python_messages(source)) == {("Một",), ("Hai ba",), ("%(n)s mục", "%(n)s mục")}


def test_texts_of_templates() -> None:
    source = (
        "{% load i18n %}{% translate 'Một \"hai\"' %}"
        "{% blocktranslate with name=x %}Chào {{ name }}{% endblocktranslate %}"
        "{% blocktranslate count n=3 %}{{ n }} giờ{% plural %}{{ n }} giờ{% endblocktranslate %}"
    )
    assert set(template_messages(source)) == {('Một "hai"',), ("Chào %(name)s",), ("%(n)s giờ", "%(n)s giờ")}


def test_texts_of_typescript() -> None:
    source = 't("Một", {n: 1}); this.t(\'Hai\'); const set = format("không"); html`${t(\n  "Ba \\"bốn\\"")}`'
    assert set(typescript_messages(source)) == {("Một",), ('Ba "bốn"',)}


def test_a_catalogue_is_read_as_it_was_written() -> None:
    catalogue = {("Một\n“hai”",): ('One "two"',), ("%(n)s giờ", "%(n)s giờ"): ("%(n)s hour", "%(n)s hours")}
    assert read_catalogue(write_catalogue(catalogue)) == catalogue


def test_what_lacks_english_is_named() -> None:
    catalogue = {("Một",): ("",), ("%(n)s giờ", "%(n)s giờ"): ("%(n)s hour", ""), ("Hai",): ("Two",)}
    assert untranslated(catalogue) == [("%(n)s giờ", "%(n)s giờ"), ("Một",)]


def test_values_must_be_known() -> None:
    assert unlike({("Chào %(name)s",): ("Hello %(nane)s",), ("%(n)s giờ",): ("an hour",)}) == [("Chào %(name)s",)]
