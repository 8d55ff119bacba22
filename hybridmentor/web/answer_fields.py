"""Forms made from the list of the registration form's fields: each kind of answer has its kind of field."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, TypeVar

from hybridmentor.domain.form_state import REPORTED, FormField
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.wish_map import OWN_WISH_FIELDS
from hybridmentor.errors import Message
from hybridmentor.web.fields import (
    INVISIBLE,
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    NoteField,
    SeveralField,
    TextField,
    clean_text,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

TYPED_KINDS = ("text", "code", "codes", "date", "number", "yes_no")
LARGEST = Decimal(100_000)
Form = TypeVar("Form", bound=HybridForm)
SAYS_OPEN = frozenset({"unknown", "not_asked"})
"""Codes that leave a question open."""
LINES = frozenset(
    {
        "agreement_number",
        "contact_at_nav",
        "contact_at_workplace",
        "mentor_asked_by",
        "home_place",
        "languages",
        "told_whom",
        *OWN_WISH_FIELDS,
    }
)
"""Texts that fit in a line."""


class DecimalField(TextField):
    """A number with decimals, written with comma or point; kept as text such as 7.5. None when empty.

    From 0 to `largest`, with at most so many `decimals`.
    """

    holds_words = False

    def __init__(
        self,
        label: str,
        validators: Any = (),
        *,
        largest: Decimal = LARGEST,
        decimals: int = 2,
        message_id: str = "error.decimal",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, 20, **options)
        self.largest, self.decimals, self.message_id = largest, decimals, message_id

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; what is no number between 0 and the largest is a fault."""
        text = clean_text(str(valuelist[0])) if valuelist else None
        self.data = None
        if text is None:
            return
        if holds_national_id(text):
            raise ValueError(Message("error.national_id"))
        try:
            number = (
                Decimal(text.replace(",", ".")) if text.isascii() and "e" not in text.casefold() else None
            )
        except InvalidOperation:
            number = None
        if (
            number is None
            or not number.is_finite()
            or not 0 <= number <= self.largest
            or number != round(number, self.decimals)
        ):
            raise ValueError(Message(self.message_id))
        self.data = format(abs(number.normalize()), "f")

    def pre_validate(self, form: Any) -> None:
        """Nothing more to check."""

    def _value(self) -> str:
        if self.raw_data:
            return INVISIBLE.sub("", str(self.raw_data[0] or ""))
        return str(self.data).replace(".", ",") if self.data is not None else ""


def make_field(field: FormField, practice: PracticeModel, label: str | None = None) -> Any:
    """The field of a form for a field of the registration form; nothing of it must be answered."""
    checks, label = [MayBeEmpty()], label or field.label
    # What is asked as AFI's survey asked has AFI's answers.
    choices = (
        list_choices(practice, field.code_set, printed=field.key.startswith(REPORTED))
        if field.code_set
        else []
    )
    if field.kind == "code":
        return ChoiceField(label, checks, offered=offer_open(choices))
    if field.kind == "codes":
        return SeveralField(label, [], offered=choices)
    if field.kind == "date":
        return DateField(label, checks)
    if field.kind == "number":
        return DecimalField(label, checks)
    if field.kind == "yes_no":
        return ChoiceField(
            label, checks, offered=offer_open([("yes", hm_t("form.yes")), ("no", hm_t("form.no"))])
        )
    if field.key in LINES:
        return TextField(label, checks, most=200)
    return NoteField(label, checks, most=2000)


def offer_open(codes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices of a question that may stand open: a choice can be taken back, unless one of them says just that."""
    if SAYS_OPEN & {key for key, _ in codes}:
        return codes
    return [*codes, ("", hm_t("form.not_registered"))]


def make_answer_form(
    fields: Iterable[FormField],
    practice: PracticeModel,
    base: type[Form],
    *,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> type[Form]:
    """A form class with a field for each of the fields that can be typed, named by their keys.

    What the base asks already is left to it. `labels` are words that stand as they are, where the catalogue has none.
    """
    parts = {
        field.key: make_field(field, practice, labels.get(field.key))
        for field in fields
        if field.kind in TYPED_KINDS and not hasattr(base, field.key)
    }
    return type(base.__name__, (base,), parts)


def restore_answers(fields: Iterable[FormField], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as the fields of a form take them: days as days, the rest as it is."""
    return {field.key: restore_answer(field, answers.get(field.key)) for field in fields}


def restore_answer(field: FormField, value: Any) -> Any:
    """One kept answer; a single key of a field that takes several stands in a list."""
    if field.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if field.kind == "codes":
        return [value] if isinstance(value, str) else value or []
    return value
