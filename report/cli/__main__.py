"""``python -m report.cli`` is ``valuing-care``."""

import sys

from report.cli import main

sys.exit(main())
