"""Languages into which a meeting can be interpreted: code of ISO 639 → what it is called.

Those of Vietnam's neighbours and partners, and those of its peoples who take part in sittings of communes. A name is
part of the meeting's state and the same on every page, so it says itself in English too, for guests.
"""

LANGUAGES = {
    "en": "Tiếng Anh (English)",
    "zh": "Tiếng Trung (Chinese)",
    "lo": "Tiếng Lào (Lao)",
    "km": "Tiếng Khmer (Khmer)",
    "fr": "Tiếng Pháp (French)",
    "ru": "Tiếng Nga (Russian)",
    "ja": "Tiếng Nhật (Japanese)",
    "ko": "Tiếng Hàn (Korean)",
    "th": "Tiếng Thái Lan (Thai)",
    "es": "Tiếng Tây Ban Nha (Spanish)",
    "de": "Tiếng Đức (German)",
    "vi": "Tiếng Việt (Vietnamese)",
    "hmv": "Tiếng Mông",
    "tyz": "Tiếng Tày",
    "blt": "Tiếng Thái",
    "cjm": "Tiếng Chăm",
    "rad": "Tiếng Ê Đê",
    "jra": "Tiếng Gia Rai",
    "bdq": "Tiếng Ba Na",
}
"""In the order in which they are offered."""


def language_name(code: str) -> str:
    """Return what a language is called; a code that is not offered any more stands for itself."""
    return LANGUAGES.get(code, code)
