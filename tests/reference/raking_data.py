"""Write the problems of the raking reference: `python tests/reference/raking_data.py`.

Made once and stored, so that R and this project read the same files: one row per respondent with its
facts and base weight, and the margins that the weights must meet. The last problem is the example:
its 76 respondents against the closed complaints of its register.
"""

import csv
from collections import Counter
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "enquete_app" / "cli" / "klachtbehandeling-2024"
SIZES = {"one_fact": (60, [3]), "two_facts": (120, [2, 3]), "four_facts": (240, [2, 3, 4, 5])}

Row = tuple[list[str], float]
Problem = tuple[list[Row], list[dict[str, int]]]


def made_up(random: Random, people: int, categories: list[int], *, base: str, unknown: float = 0) -> Problem:
    """Give respondents who answer unequally, and the population that they come from."""
    population = [
        [f"{'abcd'[fact]}{min(n, int(random.paretovariate(1.2)))}" for fact, n in enumerate(categories)]
        for _ in range(10 * people)
    ]
    willing = sorted(population, key=lambda facts: random.random() * (1 + sum(int(f[1:]) for f in facts)))
    rows = []
    for facts in willing[:people]:
        weight = {"equal": 10.0, "strata": 4.0 + 8 * int(facts[0][1:])}.get(base) or random.uniform(0.5, 40)
        known = ["" if random.random() < unknown else fact for fact in facts]
        rows.append((known, weight))
    margins = [Counter(facts[place] for facts in population) for place in range(len(categories))]
    for place, margin in enumerate(margins):
        # Nobody answered: joined with its neighbour, as an analyst would.
        seen = {facts[place] for facts, _ in rows}
        for category in set(margin) - seen:
            margin[min(seen - {""})] += margin.pop(category)
    return rows, [dict(sorted(margin.items())) for margin in margins]


def example() -> Problem:
    """Give the example's respondents by handling, judgement and domain."""

    def table(name: str) -> list[dict[str, str]]:
        with (EXAMPLE / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=";"))

    complaints = {
        row["zaaknummer"]: [row[name] or "geen" for name in ("behandeling", "oordeel", "domein")]
        for row in table("klachtenregister.csv")
        if row["soort"] == "klacht" and row["afgehandeld_op"]
    }
    rows = [(complaints[row["zaaknummer"]], 1.0) for row in table("antwoorden.csv")]
    counts = [Counter(facts[place] for facts in complaints.values()) for place in range(3)]
    return rows, [dict(sorted(margin.items())) for margin in counts]


def problems(seed: int = 2024) -> dict[str, Problem]:
    """Give all problems by name."""
    random = Random(seed)  # noqa: S311 - made-up people, no secrets
    made = {
        f"{name}_{base}": made_up(random, *SIZES[name], base=base)
        for name in SIZES
        for base in ("equal", "strata", "uneven")
    }
    made["unknown_facts"] = made_up(random, 120, [3, 4], base="strata", unknown=0.15)
    return made | {"example": example()}


def main() -> None:
    """Write both files."""
    made = problems()
    people = [
        [name, *facts, *[""] * (4 - len(facts)), repr(weight)]
        for name, (rows, _) in made.items()
        for facts, weight in rows
    ]
    margins = [
        [name, fact, category, number]
        for name, (_, per_fact) in made.items()
        for fact, margin in enumerate(per_fact)
        for category, number in margin.items()
    ]
    for file, header, rows in (
        ("raking.csv", ["problem", "fact0", "fact1", "fact2", "fact3", "base"], people),
        ("margins.csv", ["problem", "fact", "category", "people"], margins),
    ):
        with (HERE / "data" / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerows([header, *rows])


if __name__ == "__main__":
    main()
