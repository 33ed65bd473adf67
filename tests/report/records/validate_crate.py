"""Prints what a validator finds in a research object, as a JSON list of messages.

It runs in the validator's own environment, so it imports the validator only when it is called.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Any


def main(folder: str) -> None:
    """Print what the validator finds in the research object of a folder."""
    import requests
    from rocrate_validator import services
    from rocrate_validator.models import Severity

    def terms(_: requests.Session, method: str, address: str, **__: Any) -> requests.Response:
        """The terms of the specification, which the validator would fetch; they come with another of its libraries."""
        if (method, address) != ("GET", "https://w3id.org/ro/crate/1.3/context"):
            raise SystemExit(f"The validator asks the network for {address}.")
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/ld+json"
        response._content = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        return response

    requests.Session.request = terms  # type: ignore[method-assign,assignment]  # in place of the network
    options = {"profile_identifier": "ro-crate-1.3", "requirement_severity": Severity.RECOMMENDED, "no_cache": True}
    found = services.validate({"rocrate_uri": folder, **options})
    json.dump([issue.message for issue in found.get_issues()], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
