"""Editions: the report about one council, region, class or group, rendered for all of them by a few warm workers."""
