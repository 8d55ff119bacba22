"""Forms: fields whose faults are sentences of the catalogue, and that refuse a national identity number everywhere."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import uuid4

import wtforms
from flask import g, request
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation, ValidationError

from hybridmentor.domain.identifiers import (
    find_national_ids,
    holds_national_id,
    is_organisation_number,
    normalise_organisation_number,
    normalise_phone,
)
from hybridmentor.errors import Message

NOTE_LENGTH = 5000
YES_OR_NO = {"yes": True, "no": False}
"""What a choice of the two means."""
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


class Fault(StopValidation, ValidationError):
    """A fault at a field, as a message of the catalogue."""

    def __init__(self, message_id: str, **params: Any) -> None:
        super().__init__(Message(message_id, **params))


def clean_text(text: str | None) -> str | None:
    """The text in normal form, without invisible characters and space around; None for nothing."""
    if text is None:
        return None
    cleaned = INVISIBLE.sub(
        "", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    ).strip()
    return cleaned or None


def locate_fault(fault: Message, text: str, place: int) -> Message:
    """The fault with the line that it stands in, where the text has several."""
    if "\n" not in text:
        return fault
    return Message("disclosure.at_line", line=text.count("\n", 0, place) + 1, fault=fault)


class NeedsAnswer:
    """The field must be answered; the fault names the field."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms' form

    def __init__(self, message_id: str = "error.required") -> None:
        self.message_id = message_id

    def __call__(self, form: Any, field: Any) -> None:
        """Stop at an empty field; what could not be read has its own fault already."""
        if field.errors:
            raise StopValidation
        if field.data is None or field.data == "" or field.data == []:
            raise Fault(self.message_id, field=Message(field.label.text))


class MayBeEmpty:
    """An empty field is fine and is not checked further."""

    def __call__(self, form: Any, field: Any) -> None:
        """Stop quietly at an empty field; keep a fault of reading."""
        if field.errors:
            raise StopValidation
        if field.data is None or field.data == "" or field.data == []:
            field.errors = []
            raise StopValidation


@dataclass(frozen=True)
class Offer:
    """What can be answered where a text tells who somebody is: have it worded neutrally, or (`token`) let it stand."""

    token: str | None = None


class TextField(wtforms.StringField):
    """A line of text, at most `most` characters; None when empty.

    With `is_told` it is text about people in the writer's own words, which `web.disclosure` checks when it is sent: not
    a name, a number or an address that is asked for.
    """

    offer: Offer | None = None
    holds_words = True
    """Whether what stands there took thought to write: a day or a number is typed again in no time."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        most: int = 200,
        *,
        is_told: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(label, [*validators, self.check_length], **options)
        self.most = most
        self.is_told = is_told

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read and clean what was typed."""
        if valuelist:
            self.data = clean_text(str(valuelist[0]))

    def check_length(self, form: Any, field: Any) -> None:
        """Refuse text that is too long; nothing is cut in silence."""
        if self.data and len(self.data) > self.most:
            raise Fault("error.too_long", most=self.most, length=len(self.data))

    def pre_validate(self, form: Any) -> None:
        """Refuse a national identity number in any text; where one tells freely, with what to write instead."""
        spans = find_national_ids(self.data) if self.data else []
        if not spans:
            return
        if not self.is_told:
            raise Fault("error.national_id")
        wording = Message("disclosure.wording.national_id")
        fault = Message("error.national_id_in_text", wording=wording)
        raise StopValidation(locate_fault(fault, self.data or "", spans[0].start))

    def replace_text(self, text: str) -> None:
        """Have the field hold the text, as if it had been typed."""
        self.data = text
        self.raw_data = [text]

    def _value(self) -> str:
        if self.raw_data and self.errors:
            return INVISIBLE.sub("", str(self.raw_data[0] or ""))
        return self.data or ""


class ShownField(TextField):
    """What a form was filled in with, hidden: not stored, only compared."""

    holds_words = False

    def pre_validate(self, form: Any) -> None:
        """Nothing typed, nothing to check."""

    def check_length(self, form: Any, field: Any) -> None:
        """Nothing typed, nothing to check."""

    def _value(self) -> str:
        return self.data or ""


class NoteField(TextField):
    """Text of several lines."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), most: int = NOTE_LENGTH, **options: Any
    ) -> None:
        super().__init__(label, validators, most, **{"is_told": True, **options})


class OrganisationNumberField(TextField):
    """Nine digits that pass the check of organisation numbers; spaces are fine."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Check the digits and keep them without spaces."""
        if self.data and not self.errors:
            if not is_organisation_number(self.data):
                raise Fault("error.organisation_number")
            self.data = normalise_organisation_number(self.data)


class PhoneField(TextField):
    """A telephone number: eight digits in Norway, or with + and country code; kept as it was typed."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no telephone number."""
        if self.data and not self.errors and normalise_phone(self.data) is None:
            raise Fault("error.phone")


class EmailField(TextField):
    """An e-mail address: something on both sides of one @, with a dot behind it. Whether anybody reads it nobody can know."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no address."""
        if self.data and not self.errors and EMAIL.fullmatch(self.data) is None:
            raise Fault("error.email")


class WholeNumberField(TextField):
    """A whole number between two limits; None when empty."""

    holds_words = False

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        least: int = 0,
        greatest: int = 10**6,
        message_id: str = "error.number",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, 20, **options)
        self.least, self.greatest, self.message_id = least, greatest, message_id

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; what is no number is a fault."""
        text = clean_text(str(valuelist[0])) if valuelist else None
        self.data = None
        if text is None:
            return
        if (
            not (text.isascii() and text.isdigit() and len(text) <= 9)
            or not self.least <= int(text) <= self.greatest
        ):
            if holds_national_id(text):
                raise ValueError(Message("error.national_id"))
            raise ValueError(Message(self.message_id, least=self.least, greatest=self.greatest))
        self.data = int(text)  # type: ignore[assignment]

    def check_length(self, form: Any, field: Any) -> None:
        """The limits have been checked while reading."""

    def pre_validate(self, form: Any) -> None:
        """Nothing more to check."""

    def _value(self) -> str:
        if self.raw_data:
            return INVISIBLE.sub("", str(self.raw_data[0] or ""))
        return "" if self.data is None else str(self.data)


def read_day(text: str) -> date | None:
    """The day in a text: 24.11.2026, 24-11-26, 24/11 2026, 24112026, 241126 or 2026-11-24; None if it is none."""
    found = DAY.fullmatch(text) if text.isascii() else None
    if found is None:
        return None
    parts = {name: int(part) for name, part in found.groupdict().items() if part}
    year = parts.get("y1") or parts.get("y2") or parts.get("y3") or 0
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    try:
        day = date(
            year,
            parts.get("m1") or parts.get("m2") or parts["m3"],
            parts.get("d1") or parts.get("d2") or parts["d3"],
        )
    except (KeyError, ValueError):
        return None
    return day if 1900 <= day.year <= 2100 else None


DAY = re.compile(
    r"(?P<d1>\d{1,2})[.,/ -]+(?P<m1>\d{1,2})[.,/ -]+(?P<y1>\d{4}|\d{2})"
    r"|(?P<d2>\d{2})(?P<m2>\d{2})(?P<y2>\d{4}|\d{2})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
)
CLOCK = re.compile(r"(?P<h1>\d{1,2})([.:,](?P<m1>\d{2}))?|(?P<h2>\d{2})(?P<m2>\d{2})")


def read_time(text: str) -> time | None:
    """The time of day in a text: 14.05, 14:05, 14,05, 1405 or 14; None if it is none."""
    found = CLOCK.fullmatch(text) if text.isascii() else None
    if found is None:
        return None
    hour, minute = int(found["h1"] or found["h2"]), int(found["m1"] or found["m2"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class DateField(TextField):
    """A day typed as dd.mm.yyyy, or as `read_day` reads it; None when empty."""

    message_id = "error.date"
    holds_words = False

    def __init__(self, label: str, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, validators, 40, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day or time; what is none is a fault."""
        text = clean_text(str(valuelist[0])) if valuelist else None
        self.data = None
        if text is None:
            return
        self.data = self.read(text)  # type: ignore[assignment]
        if self.data is None:
            raise ValueError(
                Message("error.national_id") if holds_national_id(text) else Message(self.message_id)
            )

    def read(self, text: str) -> date | time | None:
        """The value in the text; None if there is none."""
        return read_day(text)

    def check_length(self, form: Any, field: Any) -> None:
        """A day has no length."""

    def pre_validate(self, form: Any) -> None:
        """Nothing more to check."""

    def _value(self) -> str:
        if self.raw_data:
            return INVISIBLE.sub("", str(self.raw_data[0] or ""))
        day: object = self.data
        return day.strftime("%d.%m.%Y") if isinstance(day, date) else ""


class TimeField(DateField):
    """A time of day typed as hh.mm, or as `read_time` reads it; None when empty."""

    message_id = "error.time"

    def read(self, text: str) -> date | time | None:
        """The time in the text; None if there is none."""
        return read_time(text)

    def _value(self) -> str:
        if self.raw_data:
            return INVISIBLE.sub("", str(self.raw_data[0] or ""))
        moment: object = self.data
        return moment.strftime("%H.%M") if isinstance(moment, time) else ""


class ChoiceField(wtforms.RadioField):
    """One of several codes; None when nothing is chosen. `offered` are the codes with their words."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        offered: Sequence[tuple[str, str]] | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("coerce", lambda value: str(value) if value not in (None, "", "None") else None)
        super().__init__(label, list(validators), validate_choice=False, **options)
        if offered is not None:
            self.choices = offered

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse a code that was not offered."""
        if self.data is not None and self.data not in {key for key, *_ in self.choices or ()}:
            raise Fault("error.choice")


class SeveralField(wtforms.SelectMultipleField):
    """Any number of codes; `offered` as for one of several."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        offered: Sequence[tuple[str, str]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), validate_choice=False, **options)
        if offered is not None:
            self.choices = offered

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse codes that were not offered."""
        if set(self.data or ()) - {key for key, *_ in self.choices or ()}:
            raise Fault("error.choice")


class YesField(wtforms.BooleanField):
    """A single tick."""


@dataclass(frozen=True)
class Keeper:
    """What the page's script needs to keep what is typed: where to, for whom, and where one is led to sign in again."""

    save_url: str
    ready_url: str
    reader: str
    sign_in_url: str


class HybridForm(FlaskForm):
    """A form of ours: with the key that lets it be carried out once, and the version that it was filled in from.

    Where there are words to write the page gives it a `keeper`, so that what is typed is kept as a draft.
    """

    keeper: Keeper | None = None

    class Meta:
        """The token is checked once, for all forms, before the view."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed, now or in the draft that is shown; a file that somebody sends in a field is passed over."""
            if formdata is not None and "hm_shown_draft" in g:
                return request.form
            wrapped = super().wrap_formdata(form, formdata)  # type: ignore[misc]  # Flask-WTF's, at run time
            return request.form if request.files and wrapped is not None else wrapped

    hm_key = wtforms.HiddenField()
    hm_version = wtforms.HiddenField(filters=[clean_text])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.hm_key.data:
            self.hm_key.data = str(uuid4())

    @property
    def has_words(self) -> bool:
        """Whether there is a line or a note to write."""
        return any(isinstance(field, TextField) and field.holds_words for field in self)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has written something or ticked a box. Days and single choices may be filled in beforehand."""
        told = (TextField, SeveralField, YesField)
        return self.has_words and any(
            field.data for field in self if isinstance(field, told) and getattr(field, "holds_words", True)
        )

    def renew_key(self) -> None:
        """A new key: what is sent next is another form."""
        self.hm_key.data = str(uuid4())

    def read_version(self) -> int:
        """The version that the form was filled in from; 0 if it is missing, which meets the conflict page."""
        text = str(self.hm_version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0

    def read_choice(self, name: str) -> str | None:
        """What was chosen for a field on the conflict page."""
        return request.form.get(f"hm_keep_{name}")

    def add_fault(self, message: Message, at: str | None = None) -> None:
        """A fault of the field named by `at`, else of the whole form."""
        if at is not None and at in self:
            self[at].errors = [*self[at].errors, message]
        else:
            self.form_errors.append(message)


class ButtonForm(HybridForm):
    """A button with what it stands for beside it, hidden: `answer`. A fault is the page's, for there is no field to mend."""

    answer = ShownField("")

    def check_answer(self, *known: str) -> bool:
        """Whether it is one of those that the page has a button for."""
        if self.answer.data in known:
            return True
        self.form_errors.append(Message("error.choice"))
        return False


def offer(codes: Sequence[tuple[str, str]], *, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a field; `empty` is the words for no answer where the field is a list."""
    return [("", empty), *codes] if empty is not None else list(codes)


Check = Callable[[Any, Any], None]
