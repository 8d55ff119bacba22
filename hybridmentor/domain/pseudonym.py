"""Pseudonyms: the same case has the same one in every de-identified file of a study, and another in every other study.

A pseudonym is HMAC-SHA256 (RFC 2104) over study and case, with a key of the study's own that HKDF-SHA256 (RFC 5869) derives from
the master key of the installation. Who has the key can find the case again, so what carries pseudonyms is personal data. With
another master key every pseudonym is another: what was handed out before can no longer be tied to anything, which is the way to
break the link on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

KEY_BYTES = 32
MARK = "p"
"""Begins every pseudonym, so that no program takes one for a number."""
DIGITS = 32
"""Hexadecimal digits of a pseudonym: 128 bits, of which no two cases share all."""
SALT = b"hybridmentor pseudonym 1"
CHECK = b"check"


def read_key(text: str) -> bytes:
    """The master key from base64; ValueError unless it is 32 bytes that are not all the same."""
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != KEY_BYTES or len(set(key)) == 1:
        raise ValueError("a master key is 32 random bytes")
    return key


def derive_study_key(master: bytes, study_id: UUID) -> bytes:
    """The study's own key, 32 bytes. From it neither the master key nor another study's can be reckoned."""
    extracted = hmac.new(SALT, master, hashlib.sha256).digest()
    return hmac.new(extracted, study_id.bytes + b"\x01", hashlib.sha256).digest()


def make_pseudonym(study_key: bytes, study_id: UUID, case_id: UUID) -> str:
    """What stands for the case in the files of the study: `p` and 32 hexadecimal digits."""
    digest = hmac.new(study_key, study_id.bytes + case_id.bytes, hashlib.sha256).hexdigest()
    return f"{MARK}{digest[:DIGITS]}"


def make_key_check(study_key: bytes) -> str:
    """16 hexadecimal digits by which two keys can be told apart, and from which neither can be reckoned."""
    return hmac.new(study_key, CHECK, hashlib.sha256).hexdigest()[:16]
