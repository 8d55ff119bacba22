"""What a researcher asks for."""

from __future__ import annotations

import pytest

from hybridmentor.domain.release_choice import ReleaseChoice, read_choice, write_choice
from hybridmentor.errors import InvalidInput


def test_a_choice_is_read_as_it_was_written():
    choice = ReleaseChoice("open", ("county", "attached", "age"), {"age": 2.5})
    text = write_choice(choice)
    assert read_choice(text) == choice
    assert write_choice(read_choice(text)) == text
    assert text.startswith('{"kind"')


def test_a_variable_can_be_left_out_with_its_weight():
    choice = ReleaseChoice("open", ("county", "age"), {"age": 2.5})
    assert choice.leave_out("age") == ReleaseChoice("open", ("county",), {})
    assert choice.leave_out("county") == ReleaseChoice("open", ("age",), {"age": 2.5})


@pytest.mark.parametrize(
    ("kind", "variables", "weights", "field"),
    [
        ("secret", ("age",), {}, "kind"),
        ("open", (), {}, "variables"),
        ("open", ("age", "age"), {}, "variables"),
        ("open", ("age",), {"age": 0.0}, "weights"),
        ("open", ("age",), {"age": 10.5}, "weights"),
        ("open", ("age",), {"age": float("nan")}, "weights"),
        ("open", ("age",), {"county": 1.0}, "weights"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    kind: str, variables: tuple[str, ...], weights: dict[str, float], field: str
):
    with pytest.raises(InvalidInput) as refused:
        ReleaseChoice(kind, variables, weights)
    assert refused.value.field == field
