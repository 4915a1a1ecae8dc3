#!/bin/sh
# Makes .venv from a lock file: `scripts/setup.sh requirements.txt`. Does nothing when it is there already
# and the lock file has not changed since.
set -eu
lock=$1
stamp=.venv/.installed-$(basename "$lock")

say() { echo "$*" >&2; }

# An environment that is whole, made by a Python that is still there, and for this folder: its commands name it in full.
usable() {
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || return 1
    ! grep -qs '^command = ' .venv/pyvenv.cfg || grep -qF "$(pwd -P)/.venv" .venv/pyvenv.cfg
}

if usable; then
    if [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then exit 0; fi
else
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null; then
        say "copydesk needs Python 3.11 or newer, and there is no '$python' here. On Debian: apt-get install python3"
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "copydesk needs Python 3.11 or newer; '$python' is $("$python" -V). Name another one: PYTHON=python3.12 make ..."
        exit 1
    fi
    # Debian ships python3 without ensurepip; its package python3-venv brings it.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "installing Debian's python3-venv ..."
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        else
            say "Python's venv module is not complete here. On Debian: sudo apt-get install python3-venv"
            exit 1
        fi
    fi
    say "making .venv ..."
    rm -rf .venv
    "$python" -m venv .venv
fi
say "installing $lock into .venv ..."
rm -f "$stamp"
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"; then
    say "could not install $lock: pip says above why. The first time, it needs the network."
    exit 1
fi
cp "$lock" "$stamp"
