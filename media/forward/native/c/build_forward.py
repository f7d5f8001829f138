"""Builds the C engine as the extension module ``nghisu_forward``; used by setuptools (see pyproject.toml here).

No library is linked: SRTP comes in as two function pointers (docs/adr/0008-media-engine-in-c.md).
"""

import sys
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from fingerprint import source_fingerprint  # type: ignore[import-not-found]  # noqa: E402 - setuptools does not put this folder on the path

FLAGS = ["-std=gnu11", "-O2", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-ffp-contract=off", "-pthread"]
"""No fused multiply-add: times and jitter must come out as in Python, to the bit."""

ffibuilder = FFI()
ffibuilder.cdef((HERE / "api.h").read_text(encoding="utf-8"))
ffibuilder.set_source(
    "nghisu_forward",
    '#include "types.h"',
    sources=sorted(path.name for path in HERE.glob("*.c")),
    include_dirs=["."],
    define_macros=[("FORWARD_SOURCE", f'"{source_fingerprint(HERE)}"')],
    extra_compile_args=FLAGS,
    extra_link_args=["-pthread"],
    py_limited_api=True,
)
