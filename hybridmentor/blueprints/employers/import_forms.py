"""The form that takes a downloaded list of units into an office's register."""

import re
from typing import Any

import wtforms
from flask import request
from werkzeug.datastructures import FileStorage

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.unit_import import ImportChoice
from hybridmentor.web.fields import (
    ChoiceField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    SeveralField,
    TextField,
)
from hybridmentor.web.practice import list_choices

NUMBER = re.compile(r"[0-9]{4}")
PARTS = re.compile(r"[\s,;]+")


class UnitFileField(wtforms.Field):
    """A file, read from what was sent beside the form; None where none was chosen."""

    def process(self, formdata: Any, *arguments: Any, **options: Any) -> None:
        """Find the file."""
        super().process(None)
        sent = request.files.get(self.name) if formdata is not None else None
        self.data: FileStorage | None = sent if sent is not None and sent.filename else None


class MunicipalitiesField(TextField):
    """Numbers of municipalities, of four digits each, parted by commas or blanks."""

    holds_words = False

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no such number."""
        wrong = [one for one in self.list_numbers() if not NUMBER.fullmatch(one)]
        if wrong and not self.errors:
            raise Fault("unit_import.error.municipality", word=wrong[0][:20])

    def list_numbers(self) -> list[str]:
        """The numbers, each once, in the order typed."""
        return list(dict.fromkeys(filter(None, PARTS.split(self.data or ""))))


class UnitImportForm(HybridForm):
    """A file, which office it is for, and what of it is wanted."""

    file = UnitFileField("unit_import.file", [NeedsAnswer("unit_import.error.no_file")])
    office = ChoiceField("employer.office", [NeedsAnswer("error.choose")])
    municipalities = MunicipalitiesField("unit_import.municipalities", [MayBeEmpty()], most=400)
    industries = SeveralField("unit_import.industries", [])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.industries.choices = list_choices(practice, "industry")

    def read_choice_of_units(self) -> ImportChoice:
        """What of the list is wanted."""
        return ImportChoice(tuple(self.municipalities.list_numbers()), tuple(self.industries.data or ()))
