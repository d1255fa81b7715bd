"""From LaTeX to a syntax tree; knows neither shapes nor files."""
