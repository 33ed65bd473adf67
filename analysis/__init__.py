"""Indicators of what looking after children costs English councils, from official statistics.

Imports run one way: ``tables`` (the tidy tables), ``formulas`` (what an indicator is), ``indicators`` (the method),
``claims``, then the packages ``figures`` and ``report``. ``ingest`` makes the tidy tables from official files.
"""
