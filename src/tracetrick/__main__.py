"""`python -m tracetrick`."""

from tracetrick.cli import main

if __name__ == "__main__":
    main()
