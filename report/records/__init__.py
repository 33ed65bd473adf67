"""Records of a build: what it was made from, with what, and what came out."""
