"""Data sets that the estimators are held to; sources in data/README.md."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Long:
    """One entry per answer."""

    people: list[str]
    time: list[float]
    value: list[float]

    @property
    def columns(self) -> tuple[list[str], list[float], list[float]]:
        return self.people, self.time, self.value


def sleepstudy() -> Long:
    rows = table("sleepstudy.csv")
    return Long([r["Subject"] for r in rows], [float(r["Days"]) for r in rows], [float(r["Reaction"]) for r in rows])


def attitude() -> list[list[float]]:
    return [[float(cell) for cell in row.values()] for row in table("attitude.csv")]


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unbalanced(people: int = 40, seed: int = 7) -> Long:
    """Lines with different levels and slopes, six occasions, a third of the answers missing."""
    draw = random.Random(seed)
    found = Long([], [], [])
    for n in range(people):
        level, slope = draw.gauss(2, 0.8), draw.gauss(0.08, 0.06)
        for week in (0, 2, 4, 6, 8, 12):
            answer = level + slope * week + draw.gauss(0, 0.6)
            if week == 0 or draw.random() > 0.33:
                found.people.append(f"p{n}")
                found.time.append(float(week))
                found.value.append(answer)
    return found
