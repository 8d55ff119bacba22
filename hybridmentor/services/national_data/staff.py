"""Offices and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hybridmentor.models import Role
from hybridmentor.services.national_data.chance import divide
from hybridmentor.services.national_data.rows import Rows, write_instant
from hybridmentor.services.national_data.size import NationalSize

FIRST_NUMBER = 9001
OFFICES_PER_COUNTY = 20
YEARS_THERE = timedelta(days=11 * 365)
"""So long everybody has been where they are, longer than any case is old."""
GUEST_EVERY, CONTROL_EVERY = 40, 10
"""One office of so many is a guest, which no table counts; one of so many is a control office."""
CRITERIA = ("Bruker trives på arbeidsplassen", "Bruker klarer de avtalte oppgavene")

HEAD = (Role.LEAD, Role.ADVISER, Role.ADVISER, Role.MARKET_CONTACT, Role.LOCAL_CONTACT)
"""What the first at an office are; everybody after them is an adviser."""
TITLES = {
    Role.LEAD: "Leder",
    Role.ADVISER: "Veileder",
    Role.MARKET_CONTACT: "Markedskontakt",
    Role.LOCAL_CONTACT: "Lokalkontakt",
    Role.COUNTY: "Fylkeskontakt",
    Role.RESEARCHER: "Forsker",
    Role.ADMIN: "Administrator",
}


@dataclass(frozen=True)
class Post:
    """An account with its role at an office."""

    user_id: int
    office: int
    """The office's id."""
    role: Role

    @property
    def login(self) -> str:
        """The user name, such as veileder104."""
        return f"{TITLES[self.role].lower()}{self.user_id}"


@dataclass(frozen=True)
class Staff:
    """Who works where."""

    posts: tuple[Post, ...]

    @property
    def advisers(self) -> tuple[Post, ...]:
        """Those who have cases, office by office."""
        return tuple(post for post in self.posts if post.role == Role.ADVISER)


def hire_staff(size: NationalSize) -> Staff:
    """As many accounts as asked for, spread over the offices; ids count from 1, offices from 1 too.

    Above the offices stand a coordinator for each county, a researcher and an administrator, where there are enough
    accounts for them: they count among the asked ones and belong to the first office of the county.
    """
    above = [(1, Role.RESEARCHER), (1, Role.ADMIN)]
    above += [(first, Role.COUNTY) for first in range(1, size.offices + 1, OFFICES_PER_COUNTY)]
    if size.users < len(HEAD) * size.offices + len(above):
        above = []
    posts: list[Post] = []
    for office, number in enumerate(divide(size.users - len(above), [1.0] * size.offices), 1):
        for place in range(number):
            role = HEAD[place] if place < len(HEAD) else Role.ADVISER
            posts.append(Post(len(posts) + 1, office, role))
    for office, role in above:
        posts.append(Post(len(posts) + 1, office, role))
    return Staff(tuple(posts))


def name_county(office: int) -> str:
    """The made-up county of an office."""
    return f"Eksempelfylket {(office - 1) // OFFICES_PER_COUNTY + 1}"


def find_participation(office: int) -> str:
    """What part an office has in the research; one office alone takes part."""
    if office % GUEST_EVERY == 0:
        return "guest"
    return "control" if office % CONTROL_EVERY == 0 else "participating"


def make_staff_rows(size: NationalSize, staff: Staff, password_hash: str | None) -> Rows:
    """The rows of offices, accounts, memberships and the offices' success criteria.

    All accounts are marked as a demo's: with the one password they open in demo mode alone.
    """
    began = (size.today - YEARS_THERE).isoformat()
    made_at = write_instant(began, 8)
    rows = Rows()
    for office in range(1, size.offices + 1):
        number = str(FIRST_NUMBER + office - 1)
        rows.add(
            "hm_office",
            (
                office,
                number,
                f"Nav Eksempel {office}",
                name_county(office),
                find_participation(office),
                "practice",
                made_at,
            ),
        )
        for place, words in enumerate(CRITERIA, 1):
            row = ((office - 1) * len(CRITERIA) + place, office, words, 1, made_at, None)
            rows.add("hm_success_criterion", row)
    for post in staff.posts:
        name = f"{TITLES[post.role]} {post.user_id}"
        rows.add(
            "hm_user",
            (
                post.user_id,
                f"national:{post.user_id}",
                post.login,
                name,
                f"{post.login}@example.invalid",
                password_hash,
                1,
                1,
                "nb",
                1,
                made_at,
            ),
        )
        for office in list_offices(post, size):
            rows.add("hm_office_membership", (post.user_id, office, post.role.value, began, made_at, None))
    return rows


def list_offices(post: Post, size: NationalSize) -> range:
    """The offices of an account: the county's for its coordinator, else the one."""
    if post.role == Role.COUNTY:
        return range(post.office, min(post.office + OFFICES_PER_COUNTY, size.offices + 1))
    return range(post.office, post.office + 1)
