"""Where to send somebody next: only ever within this site."""

from flask import url_for


def find_way_back(wanted: str | None) -> str:
    """The wanted path if it is a path of this site, else the front page."""
    home = url_for("hybridmentor.home.day")
    if not wanted or not wanted.startswith("/") or "\\" in wanted or any(ord(c) < 33 for c in wanted):
        return home
    # Two slashes begin a host; what follows them may be no address at all.
    return home if wanted.startswith("//") else wanted
