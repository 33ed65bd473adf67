"""The tidy tables of ``data/`` as frames: loading, places, membership, periods and declared corrections."""
