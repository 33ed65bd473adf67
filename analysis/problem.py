"""What the reader of an error needs to know, in one whole sentence."""

from __future__ import annotations


class Problem(Exception):
    """Something in the input that stops the work, said as a whole sentence for a policy researcher.

    The sentence says what was expected, what was found, in which file, sheet and row, and what to do.
    The command line prints it alone, without a traceback, and exits with status 1.

    >>> str(Problem("RA_2021-22.xlsx has no sheet with a row that holds 'E-code': it is not a budget by authority."))
    "RA_2021-22.xlsx has no sheet with a row that holds 'E-code': it is not a budget by authority."
    """
