"""Reading a Markdown page as its reader does: formulas and blocks, in order, with their places."""
