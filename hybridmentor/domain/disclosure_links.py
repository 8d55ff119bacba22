"""E-mail addresses and links in a text."""

from __future__ import annotations

import re

from hybridmentor.domain.disclosure_finding import Finding

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
LOCAL_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")
LABEL = r"[^\W_](?:[\w\-]{0,61}[^\W_])?"
LONGEST_LABELS = 10
TOP = "(?:no|com|net|org|io|se|dk|fi|is|de|uk|eu|nu|me|app|dev|gov|edu|info|biz|tv|ly|gl|be|local|lan|intern|int|test|example)"
INSIDE = "(?:intern|internal|local|lan|intra|intranet|intranett|adeo|preprod|sharepoint)"
SIGNS = r"[^\s<>\"«»“”|\\^`{}]"
LINK = re.compile(rf"(?<!\w)(?:[a-z][a-z0-9+\-]{{1,15}}://|www\.(?=\w)){SIGNS}+", re.IGNORECASE)
# Without "https://" a path or a port must follow, or a name that only the inside of a house has.
HOST = re.compile(
    rf"(?<![\w@./\-+])(?:(?:{LABEL}\.){{1,{LONGEST_LABELS}}}{TOP}(?![\w\-]|\.\w)|\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]))"
    rf"(?::\d{{2,5}})?(?:/{SIGNS}*|(?=[^/\w]|$))",
    re.IGNORECASE,
)
HOUSE = re.compile(rf"(?:^|\.){INSIDE}(?:\.|$)|[^.]\.nav\.no$", re.IGNORECASE)
STEP = r"[^\s<>\"«»“”|*?\\/]+"
# Names of folders and files may hold spaces: a backslash or the end of a file's name says where they end.
FOLDERS = (
    rf"(?:{STEP}(?: {STEP}){{0,4}}\\){{0,20}}(?:{STEP}(?: {STEP}){{0,4}}\.[a-z]{{3,4}}(?!\w)|{STEP}|(?=\s|$))"
)
SHARE = re.compile(rf"(?<![\w\\])\\\\[\w$.\-]+\\{FOLDERS}", re.IGNORECASE)
SLASHED_SHARE = re.compile(rf"(?<![\w:/])//[^\W_][\w.\-]*/{SIGNS}+")
DRIVE = re.compile(rf"(?<!\w)[a-z]:\\(?!\s|$){FOLDERS}", re.IGNORECASE)
CLOSING = ".,;:!?'’*_…"
BRACKETS = {")": "(", "]": "["}

DOMAIN = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,10}[^\W\d_]{2,24}(?![\w@])")

SPACE = "[ \u00a0]"
DOT_WORD = "(?:punktum|prikk|punkt|dot)"
AT_WORD = "(?:krøllalfa|alfakrøll|krøll-?alfa|snabel-?a|kroellalfa)"
DOT = rf"(?:{SPACE}?\.|{SPACE}?[(\[{{<]{SPACE}?(?:{DOT_WORD}|\.){SPACE}?[)\]}}>]{SPACE}?|{SPACE}{DOT_WORD}{SPACE})"
WORDED_AT = re.compile(
    rf"{SPACE}?[(\[{{<]{SPACE}?(?:at|a|æt|@|{AT_WORD}){SPACE}?[)\]}}>]{SPACE}?|{SPACE}(?:{AT_WORD}|@|at|æt){SPACE}|@{SPACE}?",
    re.IGNORECASE,
)
WORDED_DOMAIN = re.compile(rf"(?:{LABEL}{DOT}){{1,5}}{TOP}(?![\w@])", re.IGNORECASE)
WORDED_LOCAL = re.compile(rf"(?:[\w+\-]+{DOT}){{0,3}}[\w+\-]+$", re.IGNORECASE)
SPELLED_DOT = re.compile(DOT_WORD, re.IGNORECASE)
LONGEST_WORDED = 100


def find_links(text: str) -> list[Finding]:
    r"""Every link, without the stops, quotation marks and brackets that follow it.

    With `https://` or another of the kind, or `www`; without one, a host with a path or of the inside of a house
    ("gosys.intern.nav.no"), a share ("\\server\folder") and a path on a drive. A public host alone is none.
    """
    found = [make_link(text, match.start(), match.end()) for match in LINK.finditer(text)]
    for match in HOST.finditer(text):
        host, slash, path = match[0].partition("/")
        name, _, port = host.partition(":")
        if (slash and path) or port or HOUSE.search(name):
            found.append(make_link(text, *match.span()))
    for pattern in (SHARE, SLASHED_SHARE, DRIVE):
        found += [make_link(text, *match.span()) for match in pattern.finditer(text)]
    return [one for one in found if one is not None]


def make_link(text: str, start: int, end: int) -> Finding | None:
    """The finding of a link that reads `text[start:end]` with what follows it; None if nothing but a beginning is left."""
    link = text[start:end]
    opened = {bracket: link.count(bracket) for bracket in "()[]"}
    size = len(link)
    while size:
        last = link[size - 1]
        if last in BRACKETS and opened[last] > opened[BRACKETS[last]]:
            opened[last] -= 1
        elif last not in CLOSING:
            break
        size -= 1
    if len(link[:size].rpartition("//")[2]) <= 2 or link[:size].endswith("//"):
        return None
    return Finding(start, start + size, "link", False, "[lenke]")


def find_emails(text: str) -> list[Finding]:
    """Every e-mail address: at most 64 signs, @, and a name with a dot in it (RFC 5321, without quoted parts).

    Also those that are spelled so that machines shall not read them: "navn (at) firma punktum no".
    """
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
    return [*found, *find_worded_emails(text)]


def find_worded_emails(text: str) -> list[Finding]:
    """E-mail addresses with a word or brackets for the @; a plain "at" counts only where the dot is a word too."""
    found = []
    for match in WORDED_AT.finditer(text):
        domain = WORDED_DOMAIN.match(text, match.end(), match.end() + LONGEST_DOMAIN)
        if domain is None:
            continue
        begin = max(0, match.start() - LONGEST_WORDED)
        local = WORDED_LOCAL.search(text[begin : match.start()])
        if local is None:
            continue
        is_weak = match[0].strip(" \u00a0").lower() in {"at", "æt"} or match[0] == "@"
        if not is_weak or SPELLED_DOT.search(domain[0]) or (match[0] != "@" and "." in local[0]):
            found.append(Finding(begin + local.start(), domain.end(), "email", False, "[e-postadresse]"))
    return found


def is_local(sign: str) -> bool:
    """Whether the sign may stand before the @ of an address."""
    return sign.isalnum() or sign in LOCAL_SIGNS
