from __future__ import annotations

import subprocess
import sys

from tests.crawler.running import ROOT


def test_no_spider_needs_the_browsers_libraries():
    # How Python remembers that a module is not there.
    absent = "import sys; sys.modules.update(dict.fromkeys(('playwright', 'scrapy_playwright')));"
    script = f"{absent} from scrapy.cmdline import execute; execute(['scrapy', 'list'])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout.split()
