"""Runs `python -m MODULE ...` in a process that need not begin from nothing.

A Python that has imported Scrapy and read the catalogue is two seconds old, and the tests start hundreds of them. So
one is kept that has done so, and the others are forked off it: each has its own exit code, files, signals and state.
That commands also start from nothing is seen by the tests of the docs, by those on terminals and of full disks.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
IMPORTED = (
    "scrapy.cmdline",
    "scrapy.commands.crawl",
    "scrapy.crawler",
    "scrapy.core.downloader.handlers.http11",
    "crawler.settings",
    "crawler.commands.crawl",
    "crawler.commands.inspect",
    "crawler.commands.report",
    "crawler.commands.validate",
    "crawler.report.build",
    "pipelines",
    "spiders.news",
    "spiders.demo",
)
PATIENCE = 900
"""Seconds after which a process hangs for certain, on a machine however busy."""
_STATUS = struct.Struct("i")


@dataclass(frozen=True, slots=True)
class Job:
    """What a forked process is to become."""

    module: str
    args: list[str]
    folder: str
    environment: dict[str, str]


# --- On the side of the tests ---


class Started:
    """A process that was begun; some of what `subprocess.Popen` has."""

    def __init__(self, answers: socket.socket) -> None:
        self._answers = answers
        self.pid = _STATUS.unpack(answers.recv(_STATUS.size))[0]
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.wait(0) if self._ended_within(0) else None

    def wait(self, seconds: float = PATIENCE) -> int:
        """Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            if not self._ended_within(seconds):
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            self.returncode = _STATUS.unpack(self._answers.recv(_STATUS.size))[0]
            self._answers.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _ended_within(self, seconds: float) -> bool:
        return self.returncode is not None or bool(select.select([self._answers], [], [], seconds)[0])


def start(
    module: str,
    *args: object,
    stdin: IO[Any] | int | None = None,
    stdout: IO[Any] | int | None = None,
    stderr: IO[Any] | int | None = None,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> Started:
    """Begin a process with these files for its own; it has nothing to read where there is none, and writes to no one."""
    job = Job(module, [*map(str, args)], str(cwd), dict(os.environ if env is None else env))
    ours, theirs = socket.socketpair()
    with theirs, Path(os.devnull).open("r+b") as nothing:
        given = [nothing if file is None else file for file in (stdin, stdout, stderr)]
        files = [file if isinstance(file, int) else file.fileno() for file in given]
        message = json.dumps([job.module, job.args, job.folder, job.environment]).encode()
        socket.send_fds(_nursery(), [message], [*files, theirs.fileno()])
    return Started(ours)


def run(
    module: str,
    *args: object,
    stdin: bytes = b"",
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run to the end. A process that hangs is killed; raises `subprocess.TimeoutExpired`."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        process = start(module, *args, stdin=given, stdout=out, stderr=err, cwd=cwd, env=env)
        try:
            code = process.wait()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            raise
        out.seek(0)
        err.seek(0)
        said = [file.read().decode() for file in (out, err)]
    return subprocess.CompletedProcess([module, *map(str, args)], code, *said)


@cache
def _nursery() -> socket.socket:
    """Where jobs are sent to. The process there ends when this one has."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    with theirs:
        argv = [sys.executable, "-m", "tests.warm", str(theirs.fileno())]
        process = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


# --- On the other side ---


def _serve(jobs: socket.socket) -> Job:
    """Wait for jobs; returns in forked processes alone."""
    # Who ends is not waited for here.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, files, _, _ = socket.recv_fds(jobs, 1 << 20, 4)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            jobs.close()
            return _watch(Job(*json.loads(message)), files)
        for file in files:
            os.close(file)


def _watch(job: Job, files: list[int]) -> Job:
    """Return in one more process, the one that is asked for; tell here of its number and its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
        for file in files:
            os.close(file)
        return job
    for file in (*files[:3], 0, 1, 2):
        os.close(file)
    with socket.socket(fileno=files[3]) as answers:
        answers.send(_STATUS.pack(pid))
        answers.send(_STATUS.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
    os._exit(0)


def _become(job: Job) -> None:
    os.environ.clear()
    os.environ.update(job.environment)
    os.chdir(job.folder)
    sys.path[:0] = [job.folder, *filter(None, os.environ.get("PYTHONPATH", "").split(":"))]
    sys.argv = [job.module, *job.args]
    runpy.run_module(job.module, run_name="__main__", alter_sys=True)


def _main() -> None:
    from pipelines import clean
    from pipelines.options import matcher_for

    for name in IMPORTED:
        importlib.import_module(name)
    matcher_for(())
    clean("<!doctype html><title>Ferry</title><article><p>The ferry stopped at noon, the harbour master said.")
    # What is here is not looked at again by those that are forked off, and so stays shared with them.
    gc.freeze()
    _become(_serve(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    _main()
