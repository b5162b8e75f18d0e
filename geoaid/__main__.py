"""``python -m geoaid`` is the command line."""

from geoaid.cli import main

main()
