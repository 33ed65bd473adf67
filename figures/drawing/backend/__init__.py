"""The fast way to an SVG, which stands in for the one of matplotlib."""
