"""From official files, as their publishers issued them, to the tidy tables of ``data/``.

The only package that reads official files.
"""
