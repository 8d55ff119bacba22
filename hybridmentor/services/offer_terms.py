"""The terms of a company or of a mentor's profile: read by kind, and replaced by what a form holds."""

from collections.abc import Iterable, Mapping
from typing import Any

from hybridmentor.domain.experience_tags import read_tags, write_tags
from hybridmentor.models import Employer, EmployerTerm, MentorProfile, MentorTerm


def list_codes(owner: Employer | MentorProfile, kind: str) -> list[str]:
    """What has been said of one kind, sorted."""
    return sorted(term.code for term in owner.terms if term.kind == kind)


def read_terms(
    owner: Employer | MentorProfile, code_kinds: Iterable[str], word_kinds: Iterable[str]
) -> dict[str, Any]:
    """What a form holds of the terms: codes as sorted lists, words with commas between."""
    codes = {kind: list_codes(owner, kind) for kind in code_kinds}
    return {**codes, **{kind: write_tags(list_codes(owner, kind)) for kind in word_kinds}}


def tidy_terms(
    sent: Mapping[str, Any], code_kinds: Iterable[str], word_kinds: Iterable[str]
) -> dict[str, Any]:
    """What was sent of the terms, as `read_terms` gives it."""
    codes = {kind: sorted(set(sent[kind] or ())) for kind in code_kinds}
    return {**codes, **{kind: write_tags(read_tags(sent[kind])) for kind in word_kinds}}


def put_terms(
    owner: Employer | MentorProfile,
    values: Mapping[str, Any],
    code_kinds: Iterable[str],
    word_kinds: Iterable[str],
) -> None:
    """Have the owner hold the terms that `tidy_terms` gives; rows that stay are the same rows."""
    wanted = {(kind, code) for kind in code_kinds for code in values[kind]}
    wanted |= {(kind, word) for kind in word_kinds for word in read_tags(values[kind])}
    kept: Any = [term for term in owner.terms if (term.kind, term.code) in wanted]
    new = sorted(wanted - {(term.kind, term.code) for term in kept})
    table = EmployerTerm if isinstance(owner, Employer) else MentorTerm
    owner.terms = [*kept, *(table(kind=kind, code=code) for kind, code in new)]
