"""The forms of a meeting: what it is, its points, and what the buttons beside them stand for."""

from collections.abc import Iterable
from datetime import time
from typing import Any
from uuid import UUID

from hybridmentor.errors import Message
from hybridmentor.models import Case, CaseTopic
from hybridmentor.queries.colleagues import Colleague
from hybridmentor.queries.experience_meetings import Post
from hybridmentor.services.experience_meetings import ITEM_FIELDS, MEETING_FIELDS
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    TextField,
    TimeField,
    WholeNumberField,
    YesField,
    offer,
)
from hybridmentor.web.words import hm_t

DONE, OPEN = "done", "open"
UP, DOWN, GO = "up", "down", "remove"
"""What the buttons beside a point stand for."""
TOPIC_LENGTH = 200


class MeetingForm(HybridForm):
    """A meeting: what it is called, when and where, and what was said on the whole."""

    title = TextField("meeting.title", [NeedsAnswer()], 120, is_told=True)
    held_on = DateField("meeting.held_on", [NeedsAnswer()])
    starts = TimeField("meeting.starts", [NeedsAnswer()])
    minutes = WholeNumberField("meeting.minutes", [NeedsAnswer()], least=1, greatest=600)
    place = TextField("meeting.place", [MayBeEmpty()], 120, is_told=True)
    summary = NoteField("meeting.summary", [MayBeEmpty()])

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name; the time as the words that it is stored and compared as."""
        values = {name: self[name].data for name in MEETING_FIELDS if name in self}
        if isinstance(values["starts"], time):
            values["starts"] = values["starts"].strftime("%H.%M")
        return values


class NewMeetingForm(MeetingForm):
    """What arranges a meeting: whose it is, asked only where there are several to choose from."""

    owner = ChoiceField("meeting.owner", [NeedsAnswer("error.choose")])
    summary = None  # type: ignore[assignment]  # nothing has been said yet

    def offer_owners(self, owners: Iterable[tuple[str, str]]) -> None:
        """Fill the choices; the only one is chosen."""
        self.owner.choices = list(owners)
        if len(self.owner.choices) == 1:
            self.owner.data = self.owner.choices[0][0]


class AddForm(HybridForm):
    """What is put on the agenda: experiences, cases, and a topic in words."""

    posts = SeveralField("meeting.posts", [])
    cases = SeveralField("meeting.cases", [])
    topic = TextField("meeting.topic", [MayBeEmpty()], TOPIC_LENGTH, is_told=True)

    def offer_rows(
        self, posts: Iterable[Post], raised: Iterable[tuple[Case, CaseTopic]], *, owner: str
    ) -> None:
        """Fill the choices: experiences by title, with the office if it is another; cases by number with their question."""
        self.posts.choices = [
            (str(one.id), one.title if one.office_name == owner else f"{one.title} · {one.office_name}")
            for one in posts
        ]
        self.cases.choices = [
            (
                str(case.id),
                f"{hm_t('case.title', number=case.number)}: {topic.question}"
                if topic.question
                else hm_t("case.title", number=case.number),
            )
            for case, topic in raised
        ]

    def read_ids(self, name: str) -> list[UUID]:
        """The ids that were chosen, in the order in which they stand."""
        found = (read_id(one) for one in self[name].data or ())
        return list(dict.fromkeys(one for one in found if one is not None))

    def check_chosen(self) -> bool:
        """Whether anything is chosen or written; the fault stands at the first field."""
        chosen = bool(self.posts.data or self.cases.data or self.topic.data)
        if not chosen and not self.topic.errors:
            self.add_fault(Message("meeting.error.nothing"), "topic")
        return chosen


class ItemForm(HybridForm):
    """A point: what to discuss and for how long; afterwards what was agreed, and who follows it up when."""

    question = NoteField("meeting.question", [MayBeEmpty()], most=1000)
    minutes = WholeNumberField("meeting.item.minutes", [MayBeEmpty()], least=1, greatest=600)
    agreed = NoteField("meeting.agreed", [MayBeEmpty()])
    follow_up_on = DateField("meeting.follow_up_on", [MayBeEmpty()])
    follow_up_by = ChoiceField("meeting.follow_up_by", [MayBeEmpty()])
    is_topic = False

    def offer_members(self, members: Iterable[Colleague]) -> None:
        """Fill the choices of who follows up."""
        people = [(str(one.user_id), one.name) for one in members]
        self.follow_up_by.choices = offer(people, empty=hm_t("meeting.nobody"))

    def validate_question(self, field: Any) -> None:
        """A topic is its words."""
        if self.is_topic and not field.data:
            raise Fault("meeting.error.topic")

    def check_follow_up(self) -> bool:
        """Whether what is to be followed up says what and when; the faults stand at their fields."""
        needs_words = bool(self.follow_up_on.data) and not self.agreed.data
        needs_day = (
            bool(self.follow_up_by.data) and not self.follow_up_on.data and not self.follow_up_on.errors
        )
        if needs_words and not self.agreed.errors:
            self.add_fault(Message("meeting.error.agreed"), "agreed")
        if needs_day:
            self.add_fault(Message("meeting.error.follow_up_on"), "follow_up_on")
        if self.is_topic and not self.question.data and not self.question.errors:
            self.add_fault(Message("meeting.error.topic"), "question")
        return not any(field.errors for field in (self.agreed, self.follow_up_on, self.question))

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name; who follows up as a number."""
        values = {name: self[name].data for name in ITEM_FIELDS}
        values["follow_up_by"] = int(str(values["follow_up_by"])) if values["follow_up_by"] else None
        return values


class SureForm(HybridForm):
    """That a meeting is to go: a tick on the page that asks."""

    sure = YesField("meeting.sure")

    def check_sure(self) -> bool:
        """Whether it is ticked; the fault stands at it."""
        if not self.sure.data:
            self.add_fault(Message("meeting.error.sure"), "sure")
        return bool(self.sure.data)
