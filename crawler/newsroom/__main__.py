"""`python -m crawler.newsroom [--port N] [--date YYYY-MM-DD]`: the newsroom, for a browser or a crawler."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

from twisted.internet import reactor
from twisted.internet.error import CannotListenError

from crawler.newsroom.house import House
from crawler.newsroom.server import Newsroom
from crawler.newsroom.tables import DataError


def main() -> int:
    """Serve until interrupted; the first line of the output is the address.

    Exit codes: 0 after an interruption, 1 where the port is taken or a data file is wrong, 2 for wrong arguments.
    """
    parser = argparse.ArgumentParser(prog="python -m crawler.newsroom", description="Serve the demo newsroom.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; without it, a free one")
    parser.add_argument("--date", type=date.fromisoformat, help="the day for the meters; without it, today (UTC)")
    options = parser.parse_args()
    day: date | None = options.date
    try:
        house = House(lambda: day) if day else House()
        address = Newsroom(house).open(options.port)
    except (CannotListenError, DataError) as error:
        sys.stderr.write(f"newsroom: {error}\n")
        return 1
    loop: Any = reactor
    # Whoever reads the address may interrupt at once, so it is not said before that would end well.
    loop.callWhenRunning(_say, f"{address}/")
    loop.run()
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
