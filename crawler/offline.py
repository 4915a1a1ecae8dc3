"""What commands that crawl nothing share: how they end early, and how they say so."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrapy.settings import Settings


class EndedError(Exception):
    """A command can't go on; the text says why."""

    def __init__(self, exitcode: int, text: str) -> None:
        super().__init__(text)
        self.exitcode = exitcode


class OfflineCommand(ScrapyCommand):
    """A command of this project. It lies outside of their folder: there, Scrapy would take it for one of them."""

    requires_project = True
    requires_crawler_process = False

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self.work(args, opts)
        except EndedError as error:
            self.complain(str(error))
            self.exitcode = error.exitcode

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do it, and return the exit code. Raises `UsageError` and `EndedError`."""

    def complain(self, text: str) -> None:
        """One line on stderr, behind the command's name."""
        sys.stderr.write(f"scrapy {type(self).__module__.rpartition('.')[2]}: {text}\n")

    @property
    def given(self) -> Settings:
        """The settings of the project and the command line."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy before a command is run
        return self.settings


def refuse_options(args: list[str]) -> None:
    """Scrapy hands on the options that it does not know among the names. Raises `UsageError`."""
    if unknown := [arg for arg in args if arg.startswith("-") and arg != "-"]:
        raise UsageError(f"unknown option {unknown[0]}")


def many(number: int, what: str) -> str:
    """`1 file`, `2 files`; without separators, as programs read it."""
    return f"{number} {what}{'' if number == 1 else 's'}"


@contextmanager
def reading(name: str = "") -> Iterator[None]:
    """Ends the command with 2 where a file can't be read: that of the error, or `name` where it names none."""
    try:
        yield
    except OSError as error:
        raise EndedError(2, f"{error.filename or name}: can't be read: {error.strerror or error}") from error


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Ends the command with 3 where a file can't be written."""
    try:
        yield
    except OSError as error:
        raise EndedError(3, f"{name} can't be written: {error.strerror or error}") from error


@contextmanager
def printing() -> Iterator[None]:
    """Lets the reader, `head` for one, have seen enough. Python would complain once more when it ends."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
