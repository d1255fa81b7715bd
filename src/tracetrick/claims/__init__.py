"""The statements of a page and what both judges find of them."""
