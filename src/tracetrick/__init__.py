"""Matrix calculus, checked: a checker for derivations in LaTeX, and the site that is built with it."""
