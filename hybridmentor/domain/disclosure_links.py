"""E-mail addresses and links in a text."""

from __future__ import annotations

import re

from hybridmentor.domain.disclosure_finding import Finding

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
LOCAL_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")
LINK = re.compile(r"(?<!\w)(?:https?://|www\.(?=\w))[^\s<>\"«»“”|\\^`{}]+", re.IGNORECASE)
DOMAIN = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,10}[^\W\d_]{2,24}(?![\w@])")
CLOSING = ".,;:!?'’*_…"
BRACKETS = {")": "(", "]": "["}


def find_links(text: str) -> list[Finding]:
    """Every link with http, https or www, without the stops, quotation marks and brackets that follow it."""
    found = []
    for match in LINK.finditer(text):
        link = match[0]
        opened = {bracket: link.count(bracket) for bracket in "()[]"}
        end = len(link)
        while end:
            last = link[end - 1]
            if last in BRACKETS and opened[last] > opened[BRACKETS[last]]:
                opened[last] -= 1
            elif last not in CLOSING:
                break
            end -= 1
        if len(link[:end].rpartition("//")[2]) > 2 and not link[:end].lower().endswith("//"):
            found.append(Finding(match.start(), match.start() + end, "link", False, "[lenke]"))
    return found


def find_emails(text: str) -> list[Finding]:
    """Every e-mail address: at most 64 signs, @, and a name with a dot in it (RFC 5321, without quoted parts)."""
    found = []
    at = text.find("@")
    while at >= 0:
        start = at
        while start > 0 and at - start <= LONGEST_LOCAL and is_local(text[start - 1]):
            start -= 1
        too_long = at - start > LONGEST_LOCAL
        while start < at and not (text[start].isalnum() or text[start] in "_+"):
            start += 1
        domain = DOMAIN.match(text, at + 1, at + 1 + LONGEST_DOMAIN)
        if domain is not None and not too_long and start < at and text[at - 1] != ".":
            found.append(Finding(start, domain.end(), "email", False, "[e-postadresse]"))
        at = text.find("@", at + 1)
    return found


def is_local(sign: str) -> bool:
    """Whether the sign may stand before the @ of an address."""
    return sign.isalnum() or sign in LOCAL_SIGNS
