"""LibreOffice as a converter: a fresh profile for every file, no macros, no links, no network (the sandbox)."""

from collections.abc import Callable
from pathlib import Path

from meetings.documents import sandbox

LIMITS = sandbox.Limits(memory_mb=2000, file_mb=300, cpu_s=60, wall_s=120)

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "CheckDocumentEvents", "true"),
    ("Common/Save/Document", "LoadPrinter", "false"),
    ("Common/Misc", "FirstRun", "false"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "1"),
)
"""Writer counts never 0, on request 1, always 2; Calc counts always 0, never 1, on request 2."""


def profile() -> str:
    """Return the whole user profile: one settings file."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


def to_pdf(
    folder: Path, name: str, tick: Callable[[float], None], form: str = "pdf"
) -> tuple[Path | None, sandbox.Outcome]:
    """Convert ``folder/name`` inside the sandbox; return the PDF (``None`` when none came) and how the run ended.

    One profile per file: LibreOffice hands a second call on the same profile to the first process, and nothing of
    one document may reach the next. ``form``: ``pdf``, or with a filter and its options.
    """
    user = folder / "office" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(profile(), encoding="utf-8")
    sandbox.give_to_service_user(folder / "office")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{sandbox.INSIDE}/office",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--convert-to",
        form,
        "--outdir",
        sandbox.INSIDE,
        name,
    ]
    outcome = sandbox.run(command, folder, LIMITS, tick)
    made = (folder / name).with_suffix(".pdf")
    return (made if made.is_file() and not made.is_symlink() else None), outcome
