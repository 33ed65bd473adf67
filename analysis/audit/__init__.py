"""Every indicator computed a second time, in SQL over the files of ``data/``, and compared with the first."""
