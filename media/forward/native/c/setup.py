"""setuptools asks for cffi's modules here; all else is in pyproject.toml."""

from setuptools import setup

setup(cffi_modules=["build_forward.py:ffibuilder"], options={"bdist_wheel": {"py_limited_api": "cp311"}})
