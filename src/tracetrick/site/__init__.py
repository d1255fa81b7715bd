"""From verdicts and results to a site: the Markdown extension, mathematics finished at build time, assets."""
