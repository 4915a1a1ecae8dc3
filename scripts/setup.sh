#!/bin/sh
# Makes .venv from a lock file: `scripts/setup.sh requirements.txt`. Does nothing when it is there already
# and the lock file has not changed since.
set -eu
lock=$1
stamp=.venv/.installed-$(basename "$lock")
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then exit 0; fi

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
    echo "copydesk needs Python 3.11 or newer, and there is no '$python' here: apt-get install python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "copydesk needs Python 3.11 or newer; '$python' is $("$python" -V). Name another one: PYTHON=python3.12 make ..." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    # Debian ships python3 without ensurepip; its package python3-venv brings it.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "installing Debian's python3-venv ..." >&2
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        else
            echo "Python's venv module is not complete here. On Debian: sudo apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    echo "making .venv ..." >&2
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "installing $lock into .venv ..." >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
cp "$lock" "$stamp"
