"""Typed messages shared by every process and, through JSON Schema, by the pages.

Only the standard library and pydantic may be imported here: ``media``, ``transcription`` and
``kiosk.agent`` know the rest of the system by these modules alone.
"""
