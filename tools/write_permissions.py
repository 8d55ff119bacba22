"""Write docs/permissions.md: the rules in words, and the table of who gets what answer.

    python tools/write_permissions.py            writes the file
    python tools/write_permissions.py --check    exit 1 if the file is not what would be written

The rules come from `hybridmentor/policy/rules.py`, the answers from `tests/access/table.py`, where the tests have them from too.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hybridmentor.blueprints import build_blueprint  # noqa: E402
from hybridmentor.policy import permissions  # noqa: E402
from hybridmentor.policy.permissions import Permission  # noqa: E402
from hybridmentor.policy.rules import RULES, Clause  # noqa: E402
from tests.access.table import (  # noqa: E402
    ACTORS,
    CASES,
    ENDPOINTS,
    PAGES,
    RIGHTS,
    STRANGERS,
    Endpoint,
)

TARGET = ROOT / "docs" / "permissions.md"

INTRODUCTION = """\
# Who may do what

Written by `python tools/write_permissions.py` from the rules (`hybridmentor/policy/rules.py`) and from the table that the
tests hold the application to (`tests/access/table.py`). Do not edit it by hand: a test is red when it is out of date.

## How it is decided

- A role belongs to an office and lasts from a day to a day (`OfficeMembership`); it may be limited to state or municipal
  cases. A part in a case lasts from a day to a day too (`CaseRole`). Both days are inside.
- Rights are read anew for every request and never kept: what was taken away is gone on the next one.
- A case with address protection (kode 7) or a shielded person is seen only by those with a part in it. A case with a
  strictly confidential address (kode 6) is closed to everybody. Whoever is shut out as an interested party sees nothing of
  the case, whatever the roles.
- A part in a case counts for somebody who reads cases somewhere. It does not end with the role at the case's office: whoever
  moves to another office keeps it until it is ended, whoever leaves has lost it.
- What is hidden is answered with 404, exactly as if it were not there; what is seen but not permitted with 403. Both leave a
  row with the decision `deny` in the audit log. A page that shows a case has left a row there before it is made.
- Nobody signed in: pages lead to the sign-in (303), forms are refused (401). A form without its token is refused with 400
  before anything else is asked.
- A view without a mark of what it needs is refused for everybody. A permission without a rule is denied to everybody.
"""


def read_permission_words() -> dict[str, str]:
    """What each permission is, from the words under it in the source."""
    body = ast.parse(inspect.getsource(permissions)).body
    members = next(node.body for node in body if isinstance(node, ast.ClassDef))
    words: dict[str, str] = {}
    for member, told in pairwise(members):
        if (
            isinstance(member, ast.Assign)
            and isinstance(member.targets[0], ast.Name)
            and isinstance(told, ast.Expr)
            and isinstance(told.value, ast.Constant)
        ):
            words[member.targets[0].id] = str(told.value.value)
    return words


def say_clause(clause: Clause) -> str:
    """The predicates of a clause, one after the other."""
    said = [" ".join((inspect.getdoc(predicate) or predicate.__name__).split()) for predicate in clause]
    return "; and ".join(one.rstrip(".")[0].lower() + one.rstrip(".")[1:] for one in said)


def write_rules() -> Iterator[str]:
    """The rules in words."""
    words = read_permission_words()
    yield "## The rules"
    yield ""
    yield "A permission is given if everything in one of its lines holds."
    for permission in Permission:
        yield ""
        yield f"**{permission.value}**: {words[permission.name]}"
        yield ""
        clauses = RULES.get(permission, ())
        yield from (f"- {say_clause(clause)}" for clause in clauses)
        if not clauses:
            yield "- nobody"


def write_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table in Markdown."""
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    yield from ("| " + " | ".join(map(str, row)) + " |" for row in rows)


def write_legend(title: str, entries: dict[str, str]) -> Iterator[str]:
    """What the names in the tables mean."""
    yield from ("", title, "")
    yield from (f"- `{name}`: {words}" for name, words in entries.items())


def write_matrix() -> Iterator[str]:
    """Who sees which case and which page."""
    yield "## Cases"
    yield ""
    yield "`work`: see and change. `read`: see; what would change it is answered with 403. `-`: 404, as if it were not there."
    yield from write_legend("Kinds of cases, seen from the office that they belong to:", CASES)
    yield from write_legend("Who asks:", ACTORS)
    yield ""
    yield from write_table(["", *CASES], ([actor, *row.values()] for actor, row in RIGHTS.items()))
    yield ""
    yield "## Pages without a case"
    yield ""
    yield (
        "`yes`, `-` for 403, or `hidden` for 404, as if it were not there. `experience` and `author` are about one that "
        "`adviser` has shared, `company` and `keeps` about that of the open case. Lists, searches and "
        "figures hold only what the one who asks may see."
    )
    yield ""
    rights = list(next(iter(PAGES.values())))
    yield from write_table(["", *rights], ([actor, *row.values()] for actor, row in PAGES.items()))
    yield from write_legend(
        "The pages of each right:",
        {
            right: ", ".join(f"`{endpoint.name}`" for endpoint in ENDPOINTS if endpoint.right == right)
            for right in rights
        },
    )


def find_paths() -> dict[tuple[str, str], str]:
    """The path of each endpoint and method, under the prefix that a host chooses."""
    app = Flask("hybridmentor")
    app.register_blueprint(build_blueprint(with_sign_in=True))
    return {
        (rule.endpoint.removeprefix("hybridmentor."), method): rule.rule
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def describe_need(endpoint: Endpoint) -> str:
    """What an endpoint asks for."""
    return {
        "read": "to read the case",
        "work": "to work with the case",
        "after": "to work with the case, and that it is closed",
        "either": "to work with the case, open or closed",
        "lead": "to work with the case or to lead its office, and that it is open",
        "page": f"the right `{endpoint.right}`",
        "anybody": "nothing" if endpoint.open_to_strangers else "to have signed in",
    }[endpoint.needs]


def write_addresses() -> Iterator[str]:
    """Every address with its method, and what it answers."""
    paths = find_paths()
    yield "## Addresses"
    yield ""
    yield (
        "HEAD is answered like GET; every other method with 405. A form that may be sent answers 303, or 422 when something "
        "in it is missing. "
        f"Nobody signed in means `{'` and `'.join(STRANGERS)}`. Where a host signs people in, the three addresses of "
        "`auth` are not there."
    )
    yield ""
    yield from write_table(
        ["address", "method", "endpoint", "needs", "nobody signed in"],
        (
            [
                f"`{paths[endpoint.name, endpoint.method]}`",
                endpoint.method,
                f"`{endpoint.name}`",
                describe_need(endpoint),
                endpoint.expect("stranger"),
            ]
            for endpoint in ENDPOINTS
        ),
    )


def write_document() -> str:
    """The whole document."""
    parts = ["\n".join(lines) for lines in (write_rules(), write_matrix(), write_addresses())]
    return "\n\n".join([INTRODUCTION.rstrip(), *parts]) + "\n"


def main() -> int:
    """Write or check; the exit code."""
    document = write_document()
    if "--check" in sys.argv[1:]:
        fine = TARGET.exists() and TARGET.read_text("utf-8") == document
        print(
            "up to date" if fine else "docs/permissions.md is out of date: python tools/write_permissions.py"
        )
        return 0 if fine else 1
    TARGET.write_text(document, "utf-8")
    print(f"{TARGET.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
