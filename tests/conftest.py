"""What all tests start from."""

from __future__ import annotations

import signal

# A shell that starts the tests in the background has interruptions ignored, and every process that a test starts
# would inherit that: the tests that interrupt one would wait for it forever.
signal.signal(signal.SIGINT, signal.default_int_handler)
