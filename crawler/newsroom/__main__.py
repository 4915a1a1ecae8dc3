"""`python -m crawler.newsroom`: the newsroom, or a whole city of papers, for a browser or a crawler."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.error import CannotListenError

from crawler.newsroom.city.journal import Journal
from crawler.newsroom.city.plan import Plan, PlanError
from crawler.newsroom.city.process import LISTENING
from crawler.newsroom.city.server import open_city
from crawler.newsroom.house import House
from crawler.newsroom.server import Newsroom
from crawler.newsroom.tables import DataError

USAGE = 2
# What a city can be told, with the field of its plan that says what it is without it.
NUMBERS = {
    "sites": (int, "sites, from 127.0.0.2 on"),
    "articles": (int, "articles of each site on the first day"),
    "seed": (int, "another seed makes another city"),
    "span": (int, "days before the first one over which those were published"),
    "fresh": (int, "articles that each site publishes on each later day"),
    "updates": (int, "articles of each site that are changed on each later day"),
    "touches": (int, "articles of each site that are only said to be changed on each later day"),
    "metered": (float, "share of sites with a meter, and of their articles that count"),
    "limit": (int, "metered articles that a site gives away a day"),
    "walls": (float, "share of the other articles that are not free"),
    "listed": (int, "articles in a feed and on a front"),
    "per-sitemap": (int, "articles in one sitemap"),
    "crawl-delay": (float, "seconds that robots.txt asks for; without it, robots.txt says nothing"),
}


def main() -> int:
    """Serve until interrupted; the first line of the output is the address.

    A city says `listening http://127.0.0.2:PORT/ SITES ARTICLES DAY`: each site has the next address and the same
    port. Exit codes: 0 after an interruption, 1 where the port is taken or a data file is wrong, 2 for wrong
    arguments.
    """
    parser = _parser()
    options = parser.parse_args()
    numbers = {name.replace("-", "_"): getattr(options, name.replace("-", "_")) for name in NUMBERS}
    given = {name: value for name, value in numbers.items() if value is not None}
    if not options.city and (given or options.journal):
        parser.error("these arguments need --city: " + ", ".join([*given, *(["journal"] if options.journal else [])]))
    try:
        said = _open_city(options, given) if options.city else _open_house(options)
    except PlanError as error:
        parser.error(str(error))
    except (CannotListenError, DataError, OSError) as error:
        sys.stderr.write(f"newsroom: {error}\n")
        return 1
    loop: Any = reactor
    # Whoever reads the address may interrupt at once, so it is not said before that would end well.
    loop.callWhenRunning(_say, said)
    loop.run()
    return 0


def _open_house(options: argparse.Namespace) -> str:
    day: date | None = options.day
    house = House(lambda: day) if day else House()
    return f"{Newsroom(house).open(options.port)}/"


def _open_city(options: argparse.Namespace, given: dict[str, Any]) -> str:
    plan = Plan(day=options.day or datetime.now(UTC).date(), **given)
    journal = Journal(options.journal)
    city = open_city(plan, options.port, journal)
    return f"{LISTENING} {city.sites[0].base}/ {plan.sites} {plan.sites * plan.articles} {plan.day}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawler.newsroom", description="Serve the demo newsroom.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; without it, a free one")
    parser.add_argument(
        "--day", "--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the first day; without it, today (UTC)"
    )
    city = parser.add_argument_group("a city of papers, made from a seed")
    city.add_argument("--city", action="store_true", help="serve many papers, each on an address of its own")
    for name, (kind, says) in NUMBERS.items():
        city.add_argument(f"--{name}", type=kind, metavar="N", help=says)
    city.add_argument("--journal", type=Path, metavar="FILE", help="write every request there, a line of JSON each")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
