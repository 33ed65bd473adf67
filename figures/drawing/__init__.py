"""How charts look: style, colours, scales and text, and the backend that draws them."""
