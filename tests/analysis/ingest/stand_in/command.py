"""The command line, on a network in which all hosts are a stand-in: ``command.py PORT data refresh …``."""

from __future__ import annotations

import sys
from functools import partial

from analysis.ingest import download
from report.cli import main
from tests.analysis.ingest.stand_in.server import network

if __name__ == "__main__":
    download.downloading = partial(download.downloading, transport=network(int(sys.argv[1])))
    sys.exit(main(sys.argv[2:]))
