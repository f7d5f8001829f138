"""Runs inside the sandbox: looks whether a PDF keeps what PDF/A-2b (ISO 19005-2) promises, as far as can be seen.

``archival.py <in.pdf>`` writes ``result.json``: ``{"pages": n}``, or ``{"error": "not_archival", "why": word}``. It is
no validator: a converter that says «PDF/A» of its work is held to its word on what matters most for reading the paper
in decades: every font inside, colours defined, nothing locked, nothing that runs.
"""

import json
import re
import sys
from pathlib import Path

import pymupdf

_PART = re.compile(r"pdfaid:part(?:>|=['\"])\s*2")
_LEVEL = re.compile(r"pdfaid:conformance(?:>|=['\"])\s*[ABU]")
_RUNS = re.compile(r"/(JavaScript|JS|Launch|AA|OpenAction|EmbeddedFiles|EF|XFA)(?![A-Za-z0-9])")


def weakness(document: pymupdf.Document) -> str:
    """Return in a word what is missing, empty when nothing is."""
    said = document.get_xml_metadata()
    if not (_PART.search(said) and _LEVEL.search(said)):
        return "not_said"
    if document.is_encrypted or document.xref_get_key(-1, "Encrypt")[0] != "null":
        return "locked"
    if "OutputIntents" not in document.xref_get_keys(document.pdf_catalog()):
        return "colours"
    for page in document.pages():
        if any(font[1] == "n/a" and font[2] != "Type3" for font in page.get_fonts(full=True)):
            return "fonts"
    for xref in range(1, document.xref_length()):
        if not document.xref_is_stream(xref) and _runs(document, xref):
            return "active"
    return ""


def _runs(document: pymupdf.Document, xref: int) -> bool:
    text = document.xref_object(xref, compressed=True)
    # An opening that only goes to a page is allowed.
    goes = re.sub(r"/OpenAction(\[[^\]]*\]|<<[^<>]*/S/GoTo[^<>]*>>)", "", text.replace(" ", ""))
    return bool(_RUNS.search(goes))


def main() -> None:
    """Do it; anything that goes wrong ends with a traceback and no result."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    document = pymupdf.open(sys.argv[1], filetype="pdf")
    why = weakness(document)
    result = {"error": "not_archival", "why": why} if why else {"pages": document.page_count}
    Path("result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
