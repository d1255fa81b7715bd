"""From syntax trees to terms with shapes, and from terms to verdicts."""
