"""The page where two who changed the same field meet: both texts, and a choice for each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hybridmentor.i18n import format_numeric
from hybridmentor.services.revisions import EditConflict
from hybridmentor.web.fields import DateField, HybridForm, SeveralField, read_day
from hybridmentor.web.page import render_page


@dataclass(frozen=True)
class Side:
    """A field of the conflict as people read it."""

    name: str
    label: str
    mine: str
    stored: str


def show_conflict(form: HybridForm, conflict: EditConflict) -> str:
    """The conflict page. It posts back to where the form came from, with the stored version as its base."""
    form.hm_version.data = str(conflict.version)
    for name, value in conflict.merged.items():
        put_value(form, name, value)
    for name, value in conflict.stored.items():
        if f"was_{name}" in form:
            put_value(form, f"was_{name}", value)
    sides = [
        Side(
            f.name,
            form[f.name].label.text,
            put_in_words(form, f.name, f.mine),
            put_in_words(form, f.name, f.stored),
        )
        for f in conflict.fields
    ]
    return render_page(
        "hybridmentor/conflict.html",
        form=form,
        sides=sides,
        names=[side.name for side in sides],
        changed_by=conflict.changed_by,
        changed_at=conflict.changed_at,
    )


def put_in_words(form: HybridForm, name: str, value: Any) -> str:
    """The value of a field as a person reads it: the label of a choice, a day as dd.mm.yyyy."""
    value = read_stored(form, name, value)
    if value is None:
        return ""
    choices = getattr(form[name], "choices", None)
    if choices:
        labels = {key: label for key, label, *_ in choices}
        keys = value if isinstance(value, list) else [str(value)]
        known = [str(label) for key, label in labels.items() if key in keys]
        return ", ".join([*known, *(key for key in keys if key not in labels)])
    return format_numeric(value) if isinstance(value, date) else str(value)


def read_stored(form: HybridForm, name: str, value: Any) -> Any:
    """A stored value as the field holds it: a day that is kept as text becomes a day."""
    return read_day(value) if isinstance(form[name], DateField) and isinstance(value, str) else value


def put_value(form: HybridForm, name: str, value: Any) -> None:
    """Have a field of the form hold the value, as if it had been typed."""
    value = read_stored(form, name, value)
    if isinstance(form[name], SeveralField):
        form[name].data = form[name].raw_data = [value] if isinstance(value, str) else list(value or [])
        return
    if isinstance(value, int) and getattr(form[name], "choices", None):
        value = str(value)
    form[name].data = value
    text = (
        value
        if isinstance(value, str)
        else format_numeric(value)
        if isinstance(value, date)
        else str(value or "")
    )
    form[name].raw_data = [text]


def take_stored(form: HybridForm, stored: dict[str, Any]) -> None:
    """Before a form from the conflict page is checked: where the stored text was chosen, take it instead of the typed one."""
    for name, value in stored.items():
        if name in form and form.read_choice(name) == "stored":
            put_value(form, name, value)
