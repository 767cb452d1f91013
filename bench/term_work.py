"""The work of `python -m bench.term`: one seed's term, played each way, in a process of its own."""

import json
import os
import sys
import time
from dataclasses import asdict

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.term_settings"
django.setup()

from django.core.management import call_command

from bench.loading import prepare_database
from bench.term_counting import count_term
from bench.term_figures import IN_ROUNDS, LYKTA, Term
from bench.term_play import Play
from bench.term_stage import WEEKS, set_stage
from bench.term_ways import WAYS


def main() -> int:
    willing, seed, weeks, *ways = sys.argv[1:]
    prepare_database(is_replaced=True)
    played = [play_term(int(seed), way, willing=willing, weeks=int(weeks)) for way in ways or WAYS]
    print(json.dumps([asdict(term) for term in played]))
    return 0


def play_term(seed: int, way: str, *, willing: str, weeks: int = WEEKS) -> Term:
    began = time.perf_counter()
    call_command("flush", verbosity=0, interactive=False)
    stage = set_stage(seed, weeks=weeks, willing=willing, fills_by_itself=way in IN_ROUNDS)
    play = Play(stage, WAYS[way], asks_season=way == LYKTA)
    play.play()
    done = count_term(play, way=way, willing=willing, seconds=time.perf_counter() - began)
    found = f"{done.safe} of {done.nights} safe, {done.texts:,} texts, {done.seconds:.0f} s"
    print(f"{willing}, seed {seed}, {way}: {found}", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
