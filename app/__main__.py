"""`python -m app` is `tumen`."""

from app.cli import main

if __name__ == "__main__":
    main()
