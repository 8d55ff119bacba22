"""Errors carry a message, and their text for logs holds no value."""

import pytest

from hybridmentor import errors
from hybridmentor.errors import HybridMentorError, InvalidInput, Message, NotFound

KINDS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, HybridMentorError)
]


def test_message_takes_parameters_by_name_and_compares_by_value():
    message = Message("error.required", field="name", id="also a name")
    assert message.id == "error.required"
    assert message.params == {"field": "name", "id": "also a name"}
    assert message == Message("error.required", id="also a name", field="name")
    assert message != Message("error.required", field="phone")
    assert len({message, Message("error.required", id="also a name", field="name")}) == 1


def test_message_cannot_be_changed():
    with pytest.raises(AttributeError):
        Message("error.required").id = "other"  # type: ignore[misc]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_something_without_being_told(kind: type[HybridMentorError]):
    assert kind().message.id.startswith("error.")


def test_every_kind_has_words_of_its_own():
    assert len({kind().message.id for kind in KINDS}) == len(KINDS) == 9


def test_traceback_holds_no_value():
    error = InvalidInput(Message("error.required", words="Kari Nordmann"), field="name")
    assert "Kari" not in str(error)
    assert "Kari" not in repr(error)
    assert "error.required (words)" in str(error)
    assert error.field == "name"
    assert NotFound().message == Message("error.not_found")
