"""Practice models (mentoropplegg): a programme's steps, codes and words as data, read strictly from TOML.

A case keeps a model's id and version and its step keys as text; nothing in the tables knows a step or a code.
Every text people see stands in three languages, as a mapping `{"nb", "nn", "en"}`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hybridmentor.errors import InvalidInput, Message, NotFound

Names = Mapping[str, str]
"""A text in the three languages: keys `nb`, `nn`, `en`."""

LANGUAGES = ("nb", "nn", "en")
KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Step:
    """One step of a practice model, as AFI-notat 2022:01, ch. 4.5 has seven."""

    key: str
    number: int
    names: Names
    short_names: Names
    """The label in a narrow stepper."""
    hint: Names
    """One line that says what the step is."""
    help: Names
    """A few sentences on how to go about it."""
    questions: tuple[Names, ...]
    """What to talk about, one question each."""


@dataclass(frozen=True)
class Code:
    """One value of a code set."""

    key: str
    names: Names
    """The words as the source prints them, in bokmål; nynorsk and English are ours."""
    short_names: Names
    """The words for a narrow button; the same as `names` where none are given."""
    afi: bool
    """Whether AFI's tables have the value; what they have not must be shown apart from their figures."""
    face_to_face: bool | None
    """For forms of contact.

    Whether people meet in one place; None where it does not apply or is not known.
    """
    belongs_to: str | None
    """The key in the set named by `CodeSet.belongs_to` under which the value falls."""
    nace: tuple[str, ...]
    """For industries: section letters of SSB's SN2007 (NACE rev. 2)."""


@dataclass(frozen=True)
class CodeSet:
    """An ordered set of codes.

    The order is the one in which they are shown and exported, AFI's where AFI has one.
    """

    key: str
    names: Names
    source: str
    codes: tuple[Code, ...]
    belongs_to: str | None
    """The code set that the values are parts of."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in order."""
        return tuple(code.key for code in self.codes)

    def __contains__(self, key: object) -> bool:
        return any(code.key == key for code in self.codes)

    def code(self, key: str) -> Code:
        """The code with this key; NotFound if there is none."""
        for code in self.codes:
            if code.key == key:
                return code
        raise NotFound(Message("practice.no_code", code_set=self.key, code=key))

    def label(self, key: str) -> Names:
        """The words of a code in three languages; NotFound if there is none."""
        return self.code(key).names


@dataclass(frozen=True)
class Rhythm:
    """A stretch of an agreed contact.

    From this week on (the first week is 1), one contact every so many days.
    """

    from_week: int
    every_days: int


@dataclass(frozen=True)
class ContactSuggestion:
    """A proposal for agreed contact, to be set from need and never a default (AFI-notat 2022:01, ch. 5.3)."""

    key: str
    names: Names
    rhythm: tuple[Rhythm, ...]


@dataclass(frozen=True)
class PracticeModel:
    """A programme as data."""

    id: str
    version: int
    names: Names
    source: str
    entry_points: tuple[str, ...]
    """Where a case may come in: keys of the code set `entry_point`."""
    steps: tuple[Step, ...]
    code_sets: Mapping[str, CodeSet]
    contact_suggestions: tuple[ContactSuggestion, ...]
    review_every_days: int | None = None
    """How often a case is gone through where the model proposes it; a suggestion, never a demand."""
    experience_review_days: int = 14
    """How long an experience may wait for the lead before its queue says so."""
    match_weights: Mapping[str, int] = field(default_factory=dict)
    """How much a criterion of a suggestion counts where the model sets it, from 0 to 10 (`suggestions.Weights`)."""

    def step(self, key: str) -> Step:
        """The step with this key; NotFound if there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise NotFound(Message("practice.no_step", model=self.id, step=key))

    def find_codes(self, code_set: str) -> CodeSet:
        """The code set with this key; NotFound if there is none."""
        try:
            return self.code_sets[code_set]
        except KeyError:
            raise NotFound(Message("practice.no_code_set", model=self.id, code_set=code_set)) from None


def load_practice_model(source: Path | str | bytes) -> PracticeModel:
    """The practice model in a TOML file (`Path`) or in TOML text (`str`, UTF-8 `bytes`).

    InvalidInput, with the place in its parameters (`steps[2].names`), on the first thing that is wrong: not
    TOML, an unknown or missing entry, a language that is missing or empty, a key used twice, a reference to
    nothing.
    """
    table = _Table(_read_toml(source), "")
    table.refuse_others(
        {
            "id",
            "version",
            "names",
            "source",
            "entry_points",
            "steps",
            "code_sets",
            "contact_suggestions",
            "review_every_days",
            "experience_review_days",
            "match_weights",
        }
    )
    code_sets = _read_code_sets(table.take_table("code_sets"))
    return PracticeModel(
        id=table.take_key("id"),
        version=table.take_number("version", 1, 10_000),
        names=table.take_names("names"),
        source=table.take_text("source"),
        entry_points=_read_entry_points(table, code_sets),
        steps=_read_steps(table),
        code_sets=MappingProxyType(code_sets),
        contact_suggestions=_read_suggestions(table),
        review_every_days=(
            table.take_number("review_every_days", 7, 366) if "review_every_days" in table.entries else None
        ),
        experience_review_days=(
            table.take_number("experience_review_days", 1, 366)
            if "experience_review_days" in table.entries
            else 14
        ),
        match_weights=_read_weights(table),
    )


def list_practice_models() -> tuple[PracticeModel, ...]:
    """The packaged practice models, by id."""
    folder = files("hybridmentor") / "practice_models"
    ids = sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )
    return tuple(get_practice_model(model_id) for model_id in ids)


@cache
def get_practice_model(model_id: str) -> PracticeModel:
    """The packaged practice model with this id, read once; NotFound if there is none."""
    entry = files("hybridmentor") / "practice_models" / f"{model_id}.toml"
    if KEY.fullmatch(model_id) is None or not entry.is_file():
        raise NotFound(Message("practice.no_model", model=model_id))
    model = load_practice_model(entry.read_bytes())
    if model.id != model_id:
        raise InvalidInput(Message("practice.other_id", place="id", expected=model_id))
    return model


class _Table:
    """A TOML table and where it stands, read entry by entry; each `take` refuses what does not fit."""

    def __init__(self, entries: object, place: str) -> None:
        if not isinstance(entries, dict):
            raise InvalidInput(Message("practice.not_table", place=place))
        self.entries: dict[str, Any] = entries
        self.place = place

    def locate(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def refuse_others(self, known: Iterable[str]) -> None:
        for key in sorted(self.entries.keys() - set(known)):
            raise InvalidInput(Message("practice.unknown_key", place=self.locate(key)))

    def take(self, key: str) -> Any:
        if key not in self.entries:
            raise InvalidInput(Message("practice.missing", place=self.locate(key)))
        return self.entries[key]

    def take_text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput(Message("practice.not_text", place=self.locate(key)))
        return value

    def take_key(self, key: str) -> str:
        value = self.take_text(key)
        if KEY.fullmatch(value) is None:
            raise InvalidInput(Message("practice.not_key", place=self.locate(key), value=value))
        return value

    def take_number(self, key: str, least: int, most: int) -> int:
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise InvalidInput(Message("practice.not_number", place=self.locate(key), least=least, most=most))
        return value

    def take_truth(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise InvalidInput(Message("practice.not_truth", place=self.locate(key)))
        return value

    def take_names(self, key: str) -> Names:
        return _read_names(self.take(key), self.locate(key))

    def take_table(self, key: str) -> _Table:
        return _Table(self.take(key), self.locate(key))

    def take_list(self, key: str) -> list[Any]:
        value = self.take(key)
        if not isinstance(value, list) or not value:
            raise InvalidInput(Message("practice.not_list", place=self.locate(key)))
        return value

    def take_tables(self, key: str) -> list[_Table]:
        place = self.locate(key)
        return [_Table(entry, f"{place}[{number}]") for number, entry in enumerate(self.take_list(key), 1)]


def _read_toml(source: Path | str | bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(_read_text(source))
    except tomllib.TOMLDecodeError as fault:
        where = re.search(r"line (\d+)", str(fault))
        place = Message("practice.not_toml", line=int(where[1])) if where else Message("practice.toml_ends")
        raise InvalidInput(place) from None


def _read_text(source: Path | str | bytes) -> str:
    if isinstance(source, str):
        return source
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        return content.decode("utf-8-sig")
    except OSError:
        name = source.name if isinstance(source, Path) else ""
        raise InvalidInput(Message("practice.cannot_read", name=name)) from None
    except UnicodeDecodeError:
        raise InvalidInput(Message("practice.not_utf8")) from None


def _read_names(value: object, place: str) -> Names:
    table = _Table(value, place)
    table.refuse_others(LANGUAGES)
    return MappingProxyType({language: table.take_text(language) for language in LANGUAGES})


def _refuse_twice(keys: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise InvalidInput(Message("practice.twice", place=place, key=key))
        seen.add(key)


def _read_entry_points(table: _Table, code_sets: dict[str, CodeSet]) -> tuple[str, ...]:
    keys = table.take_list("entry_points")
    known = code_sets["entry_point"].keys if "entry_point" in code_sets else ()
    for number, key in enumerate(keys, 1):
        if key not in known:
            place, target = f"entry_points[{number}]", "code_sets.entry_point"
            raise InvalidInput(Message("practice.bad_reference", place=place, key=str(key), target=target))
    _refuse_twice(keys, "entry_points")
    return tuple(keys)


def _read_steps(table: _Table) -> tuple[Step, ...]:
    steps = tuple(_read_step(entry) for entry in table.take_tables("steps"))
    _refuse_twice((step.key for step in steps), "steps")
    for position, step in enumerate(steps, 1):
        if step.number != position:
            raise InvalidInput(
                Message("practice.step_number", place=f"steps[{position}].number", expected=position)
            )
    return steps


def _read_step(table: _Table) -> Step:
    table.refuse_others({"key", "number", "names", "short_names", "hint", "help", "questions"})
    place = table.locate("questions")
    questions = table.take_list("questions")
    return Step(
        key=table.take_key("key"),
        number=table.take_number("number", 1, 99),
        names=table.take_names("names"),
        short_names=table.take_names("short_names"),
        hint=table.take_names("hint"),
        help=table.take_names("help"),
        questions=tuple(
            _read_names(entry, f"{place}[{number}]") for number, entry in enumerate(questions, 1)
        ),
    )


def _read_code_sets(table: _Table) -> dict[str, CodeSet]:
    code_sets = {key: _read_code_set(key, table.take_table(key)) for key in table.entries}
    for key, code_set in code_sets.items():
        place = f"code_sets.{key}"
        if KEY.fullmatch(key) is None:
            raise InvalidInput(Message("practice.not_key", place=place, value=key))
        if code_set.belongs_to is not None and code_set.belongs_to not in code_sets:
            target = "code_sets"
            raise InvalidInput(
                Message(
                    "practice.bad_reference",
                    place=f"{place}.belongs_to",
                    key=code_set.belongs_to,
                    target=target,
                )
            )
        _check_belonging(code_set, code_sets, place)
    return code_sets


def _check_belonging(code_set: CodeSet, code_sets: dict[str, CodeSet], place: str) -> None:
    whole = code_sets[code_set.belongs_to] if code_set.belongs_to is not None else None
    for number, code in enumerate(code_set.codes, 1):
        here = f"{place}.codes[{number}].belongs_to"
        if whole is None and code.belongs_to is not None:
            raise InvalidInput(Message("practice.unknown_key", place=here))
        if whole is not None and code.belongs_to is None:
            raise InvalidInput(Message("practice.missing", place=here))
        if whole is not None and code.belongs_to not in whole:
            target = f"code_sets.{whole.key}"
            raise InvalidInput(
                Message("practice.bad_reference", place=here, key=code.belongs_to, target=target)
            )


def _read_code_set(key: str, table: _Table) -> CodeSet:
    table.refuse_others({"names", "source", "afi", "codes", "belongs_to"})
    afi = table.take_truth("afi") if "afi" in table.entries else False
    codes = tuple(_read_code(entry, afi) for entry in table.take_tables("codes"))
    _refuse_twice((code.key for code in codes), table.locate("codes"))
    return CodeSet(
        key=key,
        names=table.take_names("names"),
        source=table.take_text("source"),
        codes=codes,
        belongs_to=table.take_key("belongs_to") if "belongs_to" in table.entries else None,
    )


def _read_code(table: _Table, afi: bool) -> Code:
    table.refuse_others({"key", "names", "short_names", "afi", "face_to_face", "belongs_to", "nace"})
    names = table.take_names("names")
    return Code(
        key=table.take_key("key"),
        names=names,
        short_names=table.take_names("short_names") if "short_names" in table.entries else names,
        afi=table.take_truth("afi") if "afi" in table.entries else afi,
        face_to_face=table.take_truth("face_to_face") if "face_to_face" in table.entries else None,
        belongs_to=table.take_key("belongs_to") if "belongs_to" in table.entries else None,
        nace=_read_nace(table) if "nace" in table.entries else (),
    )


def _read_nace(table: _Table) -> tuple[str, ...]:
    letters = table.take_list("nace")
    for number, letter in enumerate(letters, 1):
        if not isinstance(letter, str) or re.fullmatch("[A-U]", letter) is None:
            raise InvalidInput(Message("practice.not_section", place=f"{table.locate('nace')}[{number}]"))
    return tuple(letters)


def _read_suggestions(table: _Table) -> tuple[ContactSuggestion, ...]:
    if "contact_suggestions" not in table.entries:
        return ()
    suggestions = tuple(_read_suggestion(entry) for entry in table.take_tables("contact_suggestions"))
    _refuse_twice((suggestion.key for suggestion in suggestions), "contact_suggestions")
    return suggestions


def _read_suggestion(table: _Table) -> ContactSuggestion:
    table.refuse_others({"key", "names", "rhythm"})
    rhythm = tuple(_read_rhythm(entry) for entry in table.take_tables("rhythm"))
    weeks = [stretch.from_week for stretch in rhythm]
    if weeks[0] != 1 or weeks != sorted(set(weeks)):
        raise InvalidInput(Message("practice.rhythm_order", place=table.locate("rhythm")))
    return ContactSuggestion(key=table.take_key("key"), names=table.take_names("names"), rhythm=rhythm)


def _read_weights(table: _Table) -> Mapping[str, int]:
    if "match_weights" not in table.entries:
        return MappingProxyType({})
    weights = table.take_table("match_weights")
    return MappingProxyType({key: weights.take_number(key, 0, 10) for key in weights.entries})


def _read_rhythm(table: _Table) -> Rhythm:
    table.refuse_others({"from_week", "every_days"})
    return Rhythm(table.take_number("from_week", 1, 520), table.take_number("every_days", 1, 366))
