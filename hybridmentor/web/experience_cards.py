"""Experiences as cards: what is shown of each on the board, with the words marked that were searched for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.stems import Piece, Term, cut_excerpt, find_first, mark_words, read_terms
from hybridmentor.models import Experience
from hybridmentor.queries.experience_responses import Responses
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.web.markdown import strip_markdown
from hybridmentor.web.words import hm_pick, hm_t

SHOWN, SEARCHED = "learned", ("happened", "tried", "differently", "adjusted", "rethink")
LENGTH = 200
LONGEST_READ = 800
"""So much of a text is read where nothing is searched for: a card shows its beginning."""


@dataclass(frozen=True)
class Card:
    """An experience on the board. No author: nobody is ranked, and the page of the experience says who shared it."""

    experience: Experience
    office_name: str
    title: Sequence[Piece]
    text: Sequence[Piece]
    responses: Responses

    @property
    def name(self) -> str:
        """The title as plain words."""
        return "".join(piece.text for piece in self.title)


def name_steps(practice: PracticeModel) -> dict[str, str]:
    """The words of each step as they stand over an experience, by key."""
    return {
        step.key: hm_t("experience.board.step", number=step.number, title=hm_pick(step.short_names))
        for step in practice.steps
    }


def make_cards(
    shown: Sequence[VisibleExperience], responses: Mapping[UUID, Responses], words: str | None
) -> list[Card]:
    """The cards of a page, in its order."""
    terms = read_terms(words)
    return [make_card(one, responses.get(one.experience.id, Responses()), terms) for one in shown]


def make_card(one: VisibleExperience, responses: Responses, terms: Sequence[Term]) -> Card:
    """A card: its title, and what was learned, or what holds the words where neither does."""
    experience = one.experience
    title = experience.title or hm_t("experience.erased")
    if not terms:
        text = cut_excerpt(strip_markdown((getattr(experience, SHOWN) or "")[:LONGEST_READ]), LENGTH)
        return Card(experience, one.office_name, [Piece(title, False)], [Piece(text, False)], responses)
    marked = list(mark_words(title, terms))
    text = pick_text(experience, terms, is_told=any(piece.is_found for piece in marked))
    return Card(experience, one.office_name, marked, list(mark_words(text, terms)), responses)


def pick_text(experience: Experience, terms: Sequence[Term], *, is_told: bool) -> str:
    """What a card shows of the texts: around the first word that was found. `is_told` says that the title has one."""
    first = strip_markdown(getattr(experience, SHOWN))
    place = find_first(first, terms)
    if place is None and not is_told:
        for name in SEARCHED:
            text = strip_markdown(getattr(experience, name))
            found = find_first(text, terms)
            if found is not None:
                return cut_excerpt(text, LENGTH, found)
    return cut_excerpt(first, LENGTH, place)
