"""Does the server answer?"""

import ssl
import urllib.error
import urllib.request
from pathlib import Path


def tls_context(ca: Path | None) -> ssl.SSLContext:
    """Trust the system's authorities and, when given, the server's own."""
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(cafile=str(ca))
    return context


def server_answers(url: str, context: ssl.SSLContext, timeout: float) -> bool:
    """Tell whether ``url`` gives a page (below 500); a proxy without its server counts as silent."""
    try:
        with urllib.request.urlopen(url, timeout=timeout, context=context) as answer:  # noqa: S310 - always https
            return int(answer.status) < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, ValueError):
        return False
