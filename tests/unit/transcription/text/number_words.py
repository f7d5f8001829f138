"""Numbers as Vietnamese words: the way back, written apart from the code under test."""

UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", " nghìn", " triệu", " tỷ")


def _tens(value: int, four: str) -> str:
    ten, one = divmod(value, 10)
    if ten == 0:
        return UNITS[one]
    last = {0: "", 5: " lăm"}.get(one, f" {UNITS[one]}")
    if ten == 1:
        return f"mười{last}"
    last = {1: " mốt", 4: f" {four}"}.get(one, last)
    return f"{UNITS[ten]} mươi{last}"


def _group(value: int, whole: bool, odd: str, four: str) -> str:
    hundred, rest = divmod(value, 100)
    if not whole and hundred == 0:
        return _tens(rest, four)
    head = f"{UNITS[hundred]} trăm"
    if rest == 0:
        return head
    return f"{head} {odd} {UNITS[rest]}" if rest < 10 else f"{head} {_tens(rest, four)}"


def spell(value: int, *, odd: str = "linh", four: str = "tư", thousand: str = "nghìn", billion: str = "tỷ") -> str:
    """Say 0..999 999 999 999."""
    if value == 0:
        return "không"
    groups, parts = [], []
    while value:
        value, rest = divmod(value, 1000)
        groups.append(rest)
    for place in reversed(range(len(groups))):
        if groups[place]:
            parts.append(_group(groups[place], bool(parts), odd, four) + SCALES[place])
    return " ".join(parts).replace("nghìn", thousand).replace("tỷ", billion)
