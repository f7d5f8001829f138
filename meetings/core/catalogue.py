"""The catalogues of translations: which texts the sources hold, and the PO files with their English.

Vietnamese is the language of the sources, so a text is its own key. Nothing here needs GNU gettext: it only reads
Python by ``ast``, templates by Django's own lexer and TypeScript calls ``t("…")``, and writes PO files
(https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html) without places, so that diffs stay small.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation.template import templatize

Message = tuple[str, ...]
"""A text, or a text with its plural form."""
Catalogue = dict[Message, tuple[str, ...]]
"""Text → its translation; with a plural form: translations for one and for many."""

GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop"}
NGETTEXT = {"ngettext", "ngettext_lazy"}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(n?gettext)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?")
TYPESCRIPT_CALL = re.compile(r"""(?<![\w.$])t\(\s*(?://[^\n]*\n\s*)*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)


def python_messages(source: str) -> Iterator[Message]:
    """Return the texts that a Python file gives to gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in GETTEXT and texts:
            yield (texts[0],)
        elif name in NGETTEXT and len(texts) > 1:
            yield (texts[0], texts[1])


def template_messages(source: str) -> Iterator[Message]:
    """Return the texts of ``translate`` and ``blocktranslate`` in a template."""
    for name, one, many in TEMPLATE_CALL.findall(templatize(source)):
        first = ast.literal_eval(one)
        yield (first, ast.literal_eval(many)) if name == "ngettext" else (first,)


def typescript_messages(source: str) -> Iterator[Message]:
    """Return the texts that a TypeScript file gives to ``t``."""
    for literal in TYPESCRIPT_CALL.findall(source):
        yield (json.loads(literal) if literal[0] == '"' else ast.literal_eval(literal),)


def server_messages(root: Path) -> set[Message]:
    """Return every text of the server's code and templates."""
    found: set[Message] = set()
    for file in (root / "meetings").rglob("*.py"):
        found.update(python_messages(file.read_text()))
    for file in (root / "web" / "templates").rglob("*.html"):
        found.update(template_messages(file.read_text()))
    return found


def browser_messages(root: Path) -> set[Message]:
    """Return every text of the TypeScript applications."""
    folders = (root / "web" / "src", root / "kiosk" / "shell")
    files = (file for folder in folders for file in folder.rglob("*.ts") if not file.name.endswith(".test.ts"))
    return {message for file in files for message in typescript_messages(file.read_text())}


def read_catalogue(text: str) -> Catalogue:
    """Read a PO file; the header and comments are left out."""
    catalogue: Catalogue = {}
    for block in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            found = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(".*")$', line)
            if found:
                field = found[1]
                fields[field] = json.loads(found[2])
            elif line.startswith('"') and field:
                fields[field] += json.loads(line)
        if not fields.get("msgid"):
            continue
        if "msgid_plural" in fields:
            key: Message = (fields["msgid"], fields["msgid_plural"])
            catalogue[key] = (fields.get("msgstr[0]", ""), fields.get("msgstr[1]", ""))
        else:
            catalogue[(fields["msgid"],)] = (fields.get("msgstr", ""),)
    return catalogue


def write_catalogue(catalogue: Catalogue) -> str:
    """Write a PO file, sorted by text."""
    blocks = [HEADER]
    for key in sorted(catalogue):
        value = catalogue[key]
        lines = [f"msgid {quoted(key[0])}"]
        if len(key) == 2:
            lines.append(f"msgid_plural {quoted(key[1])}")
            lines += [f"msgstr[{place}] {quoted(text)}" for place, text in enumerate(value)]
        else:
            lines.append(f"msgstr {quoted(value[0])}")
        if "%(" in key[0] or re.search(r"%[sd]", key[0]):
            lines.insert(0, "#, python-format")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def quoted(text: str) -> str:
    """Write a text as a PO string on one line."""
    return json.dumps(text, ensure_ascii=False)


def merged(catalogue: Catalogue, messages: Iterable[Message]) -> Catalogue:
    """Return a catalogue of exactly these texts, with the translations that are known."""
    return {key: catalogue.get(key, ("",) * len(key)) for key in messages}


def untranslated(catalogue: Catalogue) -> list[Message]:
    """Return the texts without a complete translation, in order."""
    return sorted(key for key, value in catalogue.items() if not all(value))


def unlike(catalogue: Catalogue) -> list[Message]:
    """Return the texts whose translation names other values (``%(name)s``) than they do."""
    names = re.compile(r"%\((\w+)\)")
    wanted = {key: {name for text in key for name in names.findall(text)} for key in catalogue}
    return sorted(
        key for key, value in catalogue.items() if any(not set(names.findall(text)) <= wanted[key] for text in value)
    )
