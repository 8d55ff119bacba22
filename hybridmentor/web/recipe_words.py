"""The mirror of the recipe in words: the mirror of a case, and the sums of an office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybridmentor.documents.segments import Segment, draw_segments
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.recipe import LEVELS, STEPS, RecipeLine
from hybridmentor.errors import Message
from hybridmentor.web.practice import begin_small, name_code
from hybridmentor.web.words import hm_say, hm_t

# words: recipe.line.
# words: recipe.level.


@dataclass(frozen=True)
class LineWords:
    """A line of the mirror as the case's page shows it."""

    number: int
    name: str
    level: str
    word: str
    basis: str
    """What it rests on, in one sentence or more."""


@dataclass(frozen=True)
class SumWords:
    """A line of an office's sums."""

    number: int
    name: str
    segments: tuple[Segment, ...]
    counts: tuple[tuple[str, str, int], ...]
    """Each level, its word and how many cases have it."""
    told: str
    """All of it in words."""


def describe_recipe(lines: Sequence[RecipeLine], practice: PracticeModel) -> list[LineWords]:
    """The mirror in the words of the request's language."""
    return [
        LineWords(
            number,
            hm_t(f"recipe.line.{line.step}"),
            line.level,
            hm_t(f"recipe.level.{line.level}"),
            _write_basis(line.basis, practice),
        )
        for number, line in enumerate(lines, 1)
    ]


def describe_sums(sums: Sequence[Mapping[str, int]]) -> list[SumWords]:
    """The sums in the words of the request's language."""
    found = []
    for number, (step, counts) in enumerate(zip(STEPS, sums, strict=True), 1):
        words = tuple((level, hm_t(f"recipe.level.{level}"), counts[level]) for level in LEVELS)
        told = ", ".join(f"{word.lower()} {n}" for _, word, n in words if n)
        segments = draw_segments((level, n) for level, _, n in words)
        found.append(SumWords(number, hm_t(f"recipe.line.{step}"), segments, words, told))
    return found


def _write_basis(basis: Sequence[Message], practice: PracticeModel) -> str:
    """The sentences, the forms of contact in brackets behind theirs."""
    # A short month ends in a stop already.
    return " ".join(f"{_write_one(one, practice).removesuffix('.')}." for one in basis)


def _write_one(one: Message, practice: PracticeModel) -> str:
    params = dict(one.params)
    forms = params.pop("forms", ())
    if "code" in params:
        answer = name_code(practice, str(params["code_set"]), str(params["code"]))
        return hm_t(one.id, answer=begin_small(answer))
    said = hm_say(Message(one.id, **params))
    names = [begin_small(name_code(practice, "contact_form", str(key))) for key in _list(forms)]
    return f"{said} ({', '.join(names)})" if names else said


def _list(forms: object) -> tuple[object, ...]:
    return forms if isinstance(forms, tuple) else ()
