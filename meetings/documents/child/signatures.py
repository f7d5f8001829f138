"""Runs inside the sandbox: what the digital signatures of an uploaded PDF say of it.

``signatures.py <in.pdf> <root.pem>…`` writes ``signatures.json``, a list in the order of signing of ``{"signer",
"at", "state", "known"}``: ``at`` is what the signer's clock said (ISO 8601, or empty); ``known``: the certificate leads
to one of the roots; ``state``: ``whole`` (covers the file as it is), ``added`` (what came later is allowed beside it:
further signatures, forms filled in), ``changed`` (the content is not what was signed). Writes ``result.json`` as
``pdf.py`` does.
"""

import json
import sys
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MOST = 20
"""Signatures that are looked at."""
LONGEST = 120


def seen(signature: EmbeddedPdfSignature, context: ValidationContext) -> dict[str, object]:
    """Return what one signature says."""
    status = validate_pdf_signature(signature, context)
    level = status.modification_level
    if not (status.intact and status.valid):
        state = "changed"
    elif status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        state = "whole"
    elif isinstance(level, ModificationLevel) and level <= ModificationLevel.FORM_FILLING:
        state = "added" if status.coverage == SignatureCoverageLevel.ENTIRE_REVISION else "changed"
    else:
        state = "changed"
    name = status.signing_cert.subject.native.get("common_name") or status.signing_cert.subject.human_friendly
    at = status.signer_reported_dt
    return {
        "signer": str(name)[:LONGEST],
        "at": at.isoformat() if at else "",
        "state": state,
        "known": bool(status.trusted),
    }


def look(path: str, *roots: str) -> dict[str, int]:
    """Write what all signatures say; nothing is fetched from anywhere."""
    trusted = [certificate for root in roots for certificate in load_certs_from_pemder([root])]
    with Path(path).open("rb") as file:
        found = PdfFileReader(file, strict=False).embedded_regular_signatures[:MOST]
        told = [seen(one, ValidationContext(trust_roots=trusted, allow_fetching=False)) for one in found]
    Path("signatures.json").write_text(json.dumps(told), encoding="utf-8")
    return {"pages": 1}


if __name__ == "__main__":
    Path("result.json").write_text(json.dumps(look(*sys.argv[1:])))
