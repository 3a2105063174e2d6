"""Write the random half of the reference data: `python tests/reference/random_data.py`.

Made once and stored, so that R and this project read the same file. Ordinary columns have missing
values and ties; the last ones are edge cases.
"""

import csv
from pathlib import Path
from random import Random

ROWS = 240
FILE = Path(__file__).parent / "data" / "random.csv"


def columns(seed: int = 2024) -> dict[str, list[int | None]]:
    """Give the columns by name, each with a value or None per row."""
    random = Random(seed)  # noqa: S311 - made-up answers, no secrets
    base = [random.gauss(0, 1) for _ in range(ROWS)]

    def scale(share: float, low: int, high: int, missing: float) -> list[int | None]:
        noisy = (share * value + (1 - share) * random.gauss(0, 1) for value in base)
        middle, width = (low + high) / 2, (high - low) / 4
        scores = (min(high, max(low, round(middle + width * value))) for value in noisy)
        return [None if random.random() < missing else score for score in scores]

    strong = scale(0.8, 1, 5, 0.10)
    return {
        "strong": strong,
        "weak": scale(0.3, 1, 5, 0.20),
        "unrelated": scale(0.0, 1, 5, 0.05),
        "inverse": scale(-0.6, 1, 5, 0.30),
        "grade": scale(0.7, 1, 10, 0.10),
        "yes_no": scale(0.5, 0, 1, 0.0),
        "wide": scale(0.6, -100_000, 100_000, 0.15),
        "sparse": scale(0.5, 1, 10, 0.97),
        "mirror": [None if value is None else 6 - value for value in strong],
        "constant": [3] * ROWS,
        "two": [1, 4] + [None] * (ROWS - 2),
        "one": [7] + [None] * (ROWS - 1),
        "empty": [None] * ROWS,
    }


def main() -> None:
    """Write the file."""
    made = columns()
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(made)
        writer.writerows(zip(*made.values(), strict=True))


if __name__ == "__main__":
    main()
