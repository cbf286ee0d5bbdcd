"""`python -m bot` is `pullquote`."""

import sys

from bot.cli import main

sys.exit(main())
