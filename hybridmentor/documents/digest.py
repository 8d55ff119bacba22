"""The weekly letter in words: plain text with case numbers and links, and nothing else of any case.

It travels outside the application and lies in a mailbox that we do not see to: no name of a person or a company, no
telephone number, no text that anybody has written of a case. There is no place for one in the facts that it is made from. The
one exception is the title of a shared experience, which tells of no case and has been checked for that. What a case
needs is said in the words of my day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from babel.lists import format_list

from hybridmentor.domain.attention import Need
from hybridmentor.domain.week import Week
from hybridmentor.errors import Message
from hybridmentor.i18n import format_day, say, translate

MOST_LINES = 20
"""So many cases are listed in a group; the rest is a number."""
RELATIONSHIPS = ("mentor", "jobseeker", "employer", "mentor_jobseeker")
GROUPS = {
    "no_answer": "tag.no_answer",
    "overdue": "tag.overdue",
    "did_it_happen": "tag.did_it_happen",
    "soon": "tag.soon",
    "planned": "digest.planned",
    "look_at_pause": "day.pauses",
    "follow_up": "day.follow_ups",
    "no_mentor": "day.without_mentor",
    "no_agreement": "day.without_agreement",
    "stopped": "digest.stopped",
    "followed": "digest.followed",
}
"""What each group of lines is called: as on my day."""


@dataclass(frozen=True)
class Meeting:
    """A planned contact: when, and with whom by their part."""

    day: date
    starts_at: time | None
    relationships: Sequence[str]


@dataclass(frozen=True)
class DigestLine:
    """A case by its number: what it needs, or what is planned in it."""

    number: str
    case_id: UUID
    needs: Sequence[Need] = ()
    planned: Meeting | None = None


@dataclass(frozen=True)
class DigestPost:
    """An experience that has been shared: what it is called, and where it is."""

    title: str
    url: str


@dataclass(frozen=True)
class DigestGroup:
    """Lines of one kind, a key of `GROUPS`, and how many there are with those that are not among them."""

    kind: str
    lines: Sequence[DigestLine]
    count: int


@dataclass(frozen=True)
class Letter:
    """A letter, ready to be sent."""

    subject: str
    body: str


@dataclass(frozen=True)
class Links:
    """Whole addresses of our pages: my day, where the letter is turned off, a case and an experience by their ids."""

    day: str
    account: str
    locate_case: Callable[[UUID], str]
    locate_experience: Callable[[UUID], str]


def write_digest(
    own: Sequence[DigestGroup],
    stopped: Sequence[DigestGroup],
    week: Week,
    language: str,
    links: Links,
    posts: Sequence[DigestPost] = (),
) -> Letter:
    """The letter of the week in the reader's language: own cases first, then those that have stopped at the office.

    Last come the experiences that have been shared with a tag the reader follows, by title.
    """
    wording = _Wording(language, links)
    parts = [
        wording.translate("digest.greeting"),
        wording.translate("digest.intro", number=week.number),
        *wording.list_own(own),
        *wording.list_stopped(stopped),
        *wording.list_posts(posts),
        f"{wording.translate('day.title')}: {links.day}",
        wording.translate("digest.unwanted", url=links.account),
    ]
    return Letter(wording.translate("digest.subject", number=week.number), "\n\n".join(parts) + "\n")


def name_group(language: str, kind: str) -> str:
    """What a group of the letter is called."""
    return translate(language, GROUPS[kind])


def date_days(message: Message, day: date | None) -> Message:
    """The message with the day itself where it says today, tomorrow or yesterday."""
    dated = {
        name: day if isinstance(value, Message) and value.id.startswith("day.when.") else value
        for name, value in message.params.items()
    }
    return Message(message.id, **dated)


class _Wording:
    """Lines and paragraphs in one language."""

    def __init__(self, language: str, links: Links) -> None:
        self.language, self.links = language, links

    def translate(self, message_id: str, /, **params: object) -> str:
        return translate(self.language, message_id, **params)

    def list_own(self, groups: Sequence[DigestGroup]) -> Iterator[str]:
        """A heading and the groups of the reader's own cases; nothing where there is none."""
        if groups:
            yield self.underline(self.translate("digest.own"))
            yield from map(self.write_group, groups)

    def list_stopped(self, groups: Sequence[DigestGroup]) -> Iterator[str]:
        """A heading with the number of all, and a group for each cause; nothing where no case has stopped."""
        if groups:
            total = sum(group.count for group in groups)
            yield self.underline(f"{name_group(self.language, 'stopped')} ({total})")
            yield self.translate("digest.stopped.text")
            yield from map(self.write_group, groups)

    def list_posts(self, posts: Sequence[DigestPost]) -> Iterator[str]:
        """A heading and a line for each experience: its title on one line, and the link; nothing where there is none."""
        if posts:
            yield self.underline(self.translate("digest.followed"))
            yield "\n".join(f"- {' '.join(post.title.split())} {post.url}" for post in posts)

    def write_group(self, group: DigestGroup) -> str:
        """Forfalt (3), and a line for each case."""
        shown = group.lines[:MOST_LINES]
        lines = [f"{name_group(self.language, group.kind)} ({group.count})", *map(self.write_line, shown)]
        if group.count > len(shown):
            lines.append(self.translate("digest.more", n=group.count - len(shown)))
        return "\n".join(lines)

    def write_line(self, line: DigestLine) -> str:
        """- Sak 2026-0104: mentor, 21 dager siden sist, avtalt hver 14. dag. https://..."""
        told = [self.tell(need) for need in line.needs]
        if line.planned is not None:
            told.append(self.tell_planned(line.planned))
        first, *others = (one.rstrip(".") + "." if not one.endswith("?") else one for one in told)
        text = " ".join([first, *(one[:1].upper() + one[1:] for one in others)])
        case = self.translate("digest.case", number=line.number, text=text)
        return f"- {case} {self.links.locate_case(line.case_id)}"

    def tell(self, need: Need) -> str:
        """The sentence of my day, with whom it is about by their part; days by their date, for a letter may lie a while."""
        text = "".join(
            say(self.language, date_days(one, need.day)) for one in (need.cause, need.detail) if one
        )
        text = text[:1].lower() + text[1:]
        return f"{self.name(need.relationship)}, {text}" if need.relationship else text

    def tell_planned(self, planned: Meeting) -> str:
        """Mentor og bruker, tirsdag 24. november kl. 10.00."""
        who = [self.name(key) for key in RELATIONSHIPS if key in planned.relationships]
        when = format_day(self.language, planned.day)
        if planned.starts_at:
            when += " " + self.translate("contact.at_time", time=planned.starts_at.strftime("%H.%M"))
        return f"{format_list(who, locale=self.language)}, {when}" if who else when

    def name(self, relationship: str) -> str:
        return self.translate(f"relationship.{relationship}").lower()  # words: relationship.

    def underline(self, text: str) -> str:
        return f"{text}\n{'=' * len(text)}"
