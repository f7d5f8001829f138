"""Figures of an invented province: 104 communes in 8 groups. Always the same ones; no place or person is meant."""

import random
from dataclasses import dataclass
from functools import cache

PROVINCE = "An Sơn"
GROUPS = ("Trung tâm", "Ven sông", "Đồng bằng Bắc", "Đồng bằng Nam", "Ven biển", "Trung du", "Núi thấp", "Núi cao")
HARD_GROUPS = ("Ven biển", "Núi thấp", "Núi cao")
FIRST = ("Tân", "Phú", "Long", "Bình", "Đại", "Yên", "Thanh", "Vĩnh", "Hưng", "Quảng", "Đông", "Xuân", "Thạch")
SECOND = ("Hòa", "Mỹ", "Lâm", "Lộc", "Khê", "Sơn", "An", "Thịnh", "Phong", "Trung")
COMMUNES = 104


@dataclass(frozen=True, slots=True)
class Commune:
    """One meeting point and what was measured there in October 2026."""

    number: int
    name: str
    group: str
    mbps: float
    delay_ms: int
    loss: float
    """Per cent of packets."""
    heard: float
    """Per cent of the sitting in which speech was understood."""
    wired: bool
    backup: bool
    drops: int
    """Interruptions of sound in a sitting of 20 minutes."""

    @property
    def grade(self) -> str:
        """Return the grade by the rule of the survey."""
        if self.mbps >= 20 and self.loss < 0.5 and self.heard >= 98:
            return "Tốt"
        return "Khá" if self.heard >= 90 else "Chưa đạt"


@cache
def communes() -> tuple[Commune, ...]:
    """Return all communes, group by group."""
    dice = random.Random(2026)  # noqa: S311 - figures for a demo
    names = [f"{first} {second}" for first in FIRST for second in SECOND if first != second][:COMMUNES]
    dice.shuffle(names)
    per_group = COMMUNES // len(GROUPS)
    return tuple(
        _commune(dice, number, names[number - 1], GROUPS[(number - 1) // per_group]) for number in range(1, 105)
    )


def _commune(dice: random.Random, number: int, name: str, group: str) -> Commune:
    hard = group in HARD_GROUPS
    weak = dice.random() < (0.2 if hard else 0.03)
    mbps = round(dice.uniform(4, 14) if weak else dice.uniform(17, 34) if hard else dice.uniform(21, 60), 1)
    loss = round(dice.uniform(1.2, 4.5) if weak else dice.uniform(0.0, 0.6), 2)
    heard = round(dice.uniform(74, 89.5) if weak else dice.uniform(93, 98.4) if hard else dice.uniform(97, 99.8), 1)
    return Commune(
        number=number,
        name=name,
        group=group,
        mbps=mbps,
        delay_ms=dice.randint(18, 60) if hard else dice.randint(6, 22),
        loss=loss,
        heard=heard,
        wired=dice.random() < (0.6 if weak else 0.95),
        backup=dice.random() < (0.1 if weak else 0.62),
        drops=dice.randint(6, 14) if weak else dice.randint(0, 2),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over some communes."""

    total: int
    good: int
    fair: int
    poor: int
    wired: int
    backup: int
    mean_mbps: str
    heard: str

    @property
    def facts(self) -> dict[str, object]:
        """Return the values that the texts name."""
        far = sum(1 for commune in communes() if commune.group in HARD_GROUPS)
        names = ("total", "good", "fair", "poor", "wired", "backup", "mean_mbps", "heard")
        return {**{name: getattr(self, name) for name in names}, "no_backup": self.total - self.backup, "far": far}


def summary(group: str | None = None) -> Summary:
    """Return the sums of one group or of the province."""
    chosen = [commune for commune in communes() if group in {None, commune.group}]
    grades = [commune.grade for commune in chosen]
    return Summary(
        total=len(chosen),
        good=grades.count("Tốt"),
        fair=grades.count("Khá"),
        poor=grades.count("Chưa đạt"),
        wired=sum(commune.wired for commune in chosen),
        backup=sum(commune.backup for commune in chosen),
        mean_mbps=decimal(sum(commune.mbps for commune in chosen) / len(chosen)),
        heard=decimal(sum(commune.heard for commune in chosen) / len(chosen)),
    )


def decimal(value: float, digits: int = 1) -> str:
    """Write a number the Vietnamese way, with a comma."""
    return f"{value:.{digits}f}".replace(".", ",")
