"""``python -m lokallag`` is the same as ``lokallag``."""

import sys

from lokallag.cli import main

sys.exit(main())
