"""The work of `python -m bench.year` on the database that LYKTA_BENCH_DATABASE_URL names: some towns of a set."""

import json
import os
import sys
from dataclasses import asdict

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.year_settings"
django.setup()

from bench.loading import prepare_database, settle
from bench.sets import SIZES
from bench.year_check import check_all
from bench.year_play import play_part


def main() -> int:
    if sys.argv[1] == "check":
        print(json.dumps(check_all()))
        return 0
    size, minutes = sys.argv[2], float(sys.argv[3])
    part, parts, weeks = map(int, sys.argv[4:])
    prepare_database(is_replaced=True)
    played = play_part(SIZES[size], part=part, parts=parts, weeks=weeks, minutes=minutes)
    settle()
    print(json.dumps(asdict(played)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
