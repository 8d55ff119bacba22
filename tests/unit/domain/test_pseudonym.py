"""Pseudonyms, held against another library's HKDF and HMAC."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hybridmentor.domain.pseudonym import derive_study_key, make_key_check, make_pseudonym, read_key

MASTER = bytes(range(32))
STUDY = UUID("8f0c9a52-3d0e-4b6e-9a41-5a2b7c1d0e01")
OTHER_STUDY = UUID("8f0c9a52-3d0e-4b6e-9a41-5a2b7c1d0e02")
CASE = UUID("11111111-2222-4333-8444-555555555555")


def reckon(master: bytes, study_id: UUID, case_id: UUID) -> str:
    """The same by the library `cryptography`, step by step as the RFCs have it."""
    key = HKDF(SHA256(), 32, salt=b"hybridmentor pseudonym 1", info=study_id.bytes).derive(master)
    code = HMAC(key, SHA256())
    code.update(study_id.bytes)
    code.update(case_id.bytes)
    return "p" + code.finalize().hex()[:32]


@pytest.mark.parametrize("study_id", [STUDY, OTHER_STUDY])
@pytest.mark.parametrize("number", [0, 1, 2**64, 2**128 - 1])
def test_another_calculation_agrees(study_id: UUID, number: int) -> None:
    case_id = UUID(int=number)
    assert make_pseudonym(derive_study_key(MASTER, study_id), study_id, case_id) == reckon(
        MASTER, study_id, case_id
    )


def test_the_same_case_has_the_same_pseudonym_every_time() -> None:
    first, second = (make_pseudonym(derive_study_key(MASTER, STUDY), STUDY, CASE) for _ in range(2))
    assert first == second
    assert len(first) == 33


def test_nothing_ties_two_studies_or_two_keys_together() -> None:
    keys = [derive_study_key(MASTER, STUDY), derive_study_key(MASTER, OTHER_STUDY)]
    keys.append(derive_study_key(bytes(reversed(MASTER)), STUDY))
    assert len({make_pseudonym(key, STUDY, CASE) for key in keys}) == 3
    assert len({make_key_check(key) for key in keys}) == 3
    # Also where somebody used one study's key for another: the study is part of what is hashed.
    assert make_pseudonym(keys[0], STUDY, CASE) != make_pseudonym(keys[0], OTHER_STUDY, CASE)


def test_a_pseudonym_tells_nothing_of_the_case_or_the_key() -> None:
    key = derive_study_key(MASTER, STUDY)
    pseudonym = make_pseudonym(key, STUDY, CASE)
    for secret in (CASE.hex, STUDY.hex, key.hex(), MASTER.hex()):
        assert all(secret[at : at + 8] not in pseudonym for at in range(len(secret) - 7))
    assert make_key_check(key) not in pseudonym
    assert len({make_pseudonym(key, STUDY, UUID(int=n)) for n in range(2000)}) == 2000


def test_only_a_real_key_is_read() -> None:
    assert read_key(f" {base64.b64encode(MASTER).decode()}\n") == MASTER
    for bad in ("", "????", base64.b64encode(MASTER[:31]).decode(), base64.b64encode(bytes(32)).decode()):
        with pytest.raises(ValueError, match=r"."):
            read_key(bad)
