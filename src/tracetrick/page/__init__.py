"""From a Markdown page to its statements in reading order."""
