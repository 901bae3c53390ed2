"""`python -m app` is `snokyla`."""

from app.cli import main

main()
