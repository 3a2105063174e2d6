"""A long fuzz of the readers of registers: real files with some bytes changed, ever new ones.

Run it from the project's folder with `PYTHONPATH=tests`; `README.md` tells more.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from register_fuzzing import files, mutated, read_whole

from enquete_app.register.errors import RegisterError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first; each file has one of its own")
    asked = parser.parse_args()
    until, seed, ended, crashes = time.monotonic() + asked.seconds, asked.seed, Counter[str](), 0
    while time.monotonic() < until:
        for name in files():
            try:
                found = read_whole(mutated(name, seed), name)
                ended[found.trouble.name if isinstance(found, RegisterError) else "read"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
                crashes += 1
                print(f"{name}, seed {seed}: {type(error).__name__}: {error}")
        seed += 1
    print(f"{ended.total()} files, of which {crashes} crashed: {dict(ended.most_common())}")
    sys.exit(crashes > 0)


if __name__ == "__main__":
    main()
