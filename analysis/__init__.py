"""Indicators of what looking after children costs English councils, from official statistics.

Imports run one way: ``analysis.ingest`` (official files to tidy tables), then the indicators of this package, then
``figures``, then ``report``.
"""
