"""The forms in which colleagues answer an experience, and keep what they look for."""

from typing import Any

import wtforms

from hybridmentor.domain.disclosure import find_disclosures
from hybridmentor.domain.disclosure_people import strip_neutral
from hybridmentor.errors import Message
from hybridmentor.web.fields import (
    Fault,
    HybridForm,
    NeedsAnswer,
    NoteField,
    ShownField,
    TextField,
    YesField,
    clean_text,
)
from hybridmentor.web.guards import get_actor


class CommentForm(HybridForm):
    """A comment to an experience, without name if so wished."""

    comment = NoteField("experience.comment.words", [NeedsAnswer()], most=2000)
    is_nameless = YesField("experience.comment.is_nameless")

    def check(self) -> bool:
        """One without name must not have the writer's in it."""
        if self.is_nameless.data and self.comment.data:
            for found in find_disclosures(self.comment.data, [strip_neutral(get_actor().name)]):
                if found.kind == "name" and found.sure:
                    words = self.comment.data[found.start : found.end]
                    self.add_fault(Message("experience.error.own_name", text=words), "comment")
                    return False
        return True


class UsefulForm(HybridForm):
    """The button that says that an experience is useful, or is not after all."""

    useful = wtforms.HiddenField()
    back = ShownField("")

    def check(self) -> bool:
        """It must say which."""
        if self.useful.data in ("yes", "no"):
            return True
        self.add_fault(Message("error.choose"))
        return False


class UseForm(HybridForm):
    """How an experience was useful, in a line."""

    how = TextField("experience.how", [NeedsAnswer()], most=200, is_told=True)


class TagForm(HybridForm):
    """A tag to follow, or to follow no more."""

    tag = TextField("experience.board.tag", [NeedsAnswer("error.choose")], most=40)
    back = ShownField("")

    def read_tag(self) -> str:
        """The tag as it is kept."""
        return str(self.tag.data or "").lower()


class SearchForm(HybridForm):
    """A search to be kept under a name."""

    name = TextField("experience.search.name", [NeedsAnswer()], most=80)
    query = wtforms.HiddenField(filters=[clean_text])

    def validate_query(self, field: Any) -> None:
        """There must be something that is searched for."""
        if not field.data:
            raise Fault("experience.error.empty_search")
