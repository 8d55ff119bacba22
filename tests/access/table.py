"""Who may do what: every address we answer, for everybody, on every kind of case. Written by hand, not from the rules.

The application has to answer as this file says; `docs/permissions.md` prints it. A new address, role or kind of case
needs a line here, or a test is red.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTORS = {
    "stranger": "nobody has signed in",
    "colleague": "adviser at the case's office, without a part in the case",
    "adviser": "adviser at the case's office, with the part of adviser in the case",
    "other_service": "adviser at the case's office for municipal cases only",
    "elsewhere": "adviser at another office",
    "guest": "adviser at another office, with a part in the case",
    "former_guest": "adviser at another office whose part in the case ended yesterday",
    "recused": "adviser at the case's office with a part in the case, but shut out of it as an interested party",
    "moved": "adviser whose role at the office ended yesterday",
    "left_with_part": "the same, but nobody has ended the part in the case",
    "moved_with_part": "the same, and adviser at another office since",
    "lead": "lead at the case's office",
    "lead_elsewhere": "lead at another office",
    "local_contact": "local contact at the case's office",
    "market_contact": "market contact at the case's office",
    "county": "county coordinator",
    "researcher": "researcher",
    "release_approver": "release approver",
    "admin": "administrator",
    "without_role": "an account without any role",
    "shut_out": "adviser whose account was shut while signed in",
}
STRANGERS = ("stranger", "shut_out")
"""Those who count as not signed in."""

CASES = {
    "open": "an open case of the state service",
    "municipal": "an open case of the municipal service",
    "closed": "a closed case",
    "kode_7": "an open case of somebody with a confidential address (kode 7)",
    "kode_6": "an open case of somebody with a strictly confidential address (kode 6): frozen for everybody",
    "shielded": "an open case of somebody who is shielded (skjermet)",
    "example": "a published example on the office's shelf",
    "other": "an open case of another office",
    "unknown": "an id that no case has",
}

CASE_ACCESS = """
                     open  municipal  closed  kode_7  kode_6  shielded  example  other  unknown
    colleague        work  work       read    -       -       -         read     -      -
    adviser          work  work       read    work    -       work      read     -      -
    other_service    -     work       -       -       -       -         read     -      -
    elsewhere        -     -          -       -       -       -         -        work   -
    guest            work  work       read    work    -       work      read     -      -
    former_guest     -     -          -       -       -       -         -        -      -
    recused          -     -          -       -       -       -         -        -      -
    moved            -     -          -       -       -       -         -        -      -
    left_with_part   -     -          -       -       -       -         -        -      -
    moved_with_part  work  work       read    work    -       work      read     -      -
    lead             read  read       read    -       -       -         read     -      -
    lead_elsewhere   -     -          -       -       -       -         -        read   -
    local_contact    read  read       read    -       -       -         read     -      -
    market_contact   -     -          -       -       -       -         -        -      -
    county           -     -          -       -       -       -         -        -      -
    researcher       -     -          -       -       -       -         -        -      -
    release_approver -     -          -       -       -       -         -        -      -
    admin            -     -          -       -       -       -         -        -      -
    without_role     -     -          -       -       -       -         -        -      -
"""
"""`work`: read and change. `read`: see, but what changes it is answered with 403. `-`: answered as if it were not there."""

PAGE_ACCESS = """
                     home.day  cases.index  cases.search  cases.new  cases.create  office.figures  research.table1  admin.index
    colleague        yes       yes          yes           yes        yes           -               yes              -
    adviser          yes       yes          yes           yes        yes           -               yes              -
    other_service    yes       yes          yes           yes        yes           -               yes              -
    elsewhere        yes       yes          yes           yes        yes           -               yes              -
    guest            yes       yes          yes           yes        yes           -               yes              -
    former_guest     yes       yes          yes           yes        yes           -               yes              -
    recused          yes       yes          yes           yes        yes           -               yes              -
    moved            yes       -            -             -          -             -               yes              -
    left_with_part   yes       -            -             -          -             -               yes              -
    moved_with_part  yes       yes          yes           yes        yes           -               yes              -
    lead             yes       yes          yes           -          -             yes             yes              -
    lead_elsewhere   yes       yes          yes           -          -             yes             yes              -
    local_contact    yes       yes          yes           -          -             -               yes              -
    market_contact   yes       -            -             -          -             -               yes              -
    county           yes       -            -             -          -             yes             yes              -
    researcher       yes       -            -             -          -             -               yes              -
    release_approver yes       -            -             -          -             -               yes              -
    admin            yes       -            -             -          -             -               yes              yes
    without_role     yes       -            -             -          -             -               yes              -
"""
"""`yes`, or `-` for 403. Rows of lists and figures follow the scope of whoever asks."""

READ, WORK, PAGE, ANYBODY = "read", "work", "page", "anybody"


@dataclass(frozen=True)
class Endpoint:
    """An endpoint with the one method it answers, what it needs, and its status when that is there.

    A form of the table is sent without answers, so that whoever may send it gets 422 and nothing is changed.
    """

    name: str
    method: str
    needs: str
    status: int = 200
    open_to_strangers: bool = False

    @property
    def is_about_a_case(self) -> bool:
        """Whether the address names a case."""
        return self.needs in (READ, WORK)

    def expect(self, actor: str, case: str | None = None) -> int:
        """The status for an actor, and for a case where the address names one."""
        if self.needs == ANYBODY:
            return 401 if actor in STRANGERS and not self.open_to_strangers else self.status
        if actor in STRANGERS:
            return 303 if self.method == "GET" else 401
        if self.needs == PAGE:
            return self.status if PAGES[actor][self.name] == "yes" else 403
        right = RIGHTS[actor][str(case)]
        if right == "-":
            return 404
        return self.status if right == WORK or self.needs == READ else 403


ENDPOINTS = (
    Endpoint("auth.sign_in", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("auth.enter", "POST", ANYBODY, 422, open_to_strangers=True),
    Endpoint("auth.sign_out", "POST", ANYBODY, 303),
    Endpoint("home.language", "POST", ANYBODY, 303, open_to_strangers=True),
    Endpoint("static", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("home.day", "GET", PAGE),
    Endpoint("cases.index", "GET", PAGE),
    Endpoint("cases.search", "POST", PAGE),
    Endpoint("cases.new", "GET", PAGE),
    Endpoint("cases.create", "POST", PAGE, 422),
    Endpoint("office.figures", "GET", PAGE),
    Endpoint("research.table1", "GET", PAGE),
    Endpoint("admin.index", "GET", PAGE),
    Endpoint("cases.show", "GET", READ),
    Endpoint("contacts.index", "GET", READ),
    Endpoint("contacts.new", "GET", WORK),
    Endpoint("contacts.log", "POST", WORK, 422),
    Endpoint("cases.edit", "GET", WORK),
    Endpoint("cases.save", "POST", WORK, 422),
    Endpoint("cases.step", "GET", WORK),
    Endpoint("cases.save_step", "POST", WORK, 422),
    Endpoint("cases.mentor", "GET", WORK),
    Endpoint("cases.assign_mentor", "POST", WORK, 422),
    Endpoint("cases.plan", "GET", WORK),
    Endpoint("cases.agree", "POST", WORK, 422),
    Endpoint("cases.close", "GET", WORK),
    Endpoint("cases.finish", "POST", WORK, 422),
)


def read_table(text: str) -> dict[str, dict[str, str]]:
    """A printed table as rows by name, each with its columns by name."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: dict(zip(head, row[1:], strict=True)) for row in rows}


RIGHTS = read_table(CASE_ACCESS)
PAGES = read_table(PAGE_ACCESS)
