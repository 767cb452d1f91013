#!/usr/bin/env python
"""Django's command line for Lykta."""

import os
import sys

from django.core.management import execute_from_command_line

# Reads lines and prints lines, so it must run where nothing has been set up.
NEEDS_NO_SETTINGS = ["read_replies"]

if __name__ == "__main__":
    if sys.argv[1:2] == NEEDS_NO_SETTINGS:
        os.environ.setdefault("LYKTA_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
