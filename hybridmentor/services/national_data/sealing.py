"""Sealing of made-up rows: the keys of cases and persons, their texts, and the terms that names are found by."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from hybridmentor.crypto import KEY_BYTES, Keyring, hash_token, seal
from hybridmentor.domain.folding import list_index_terms
from hybridmentor.models.data_key import bind_place
from hybridmentor.services.national_data.rows import Rows

KNOWN_NAMES = 20_000


class Sealer:
    """Seals as the models do, a place at a time, and knows the search key. Keys are random, whatever the seed."""

    def __init__(self, keyring: Keyring, search_key: bytes) -> None:
        self.keyring = keyring
        self.list_tokens = lru_cache(KNOWN_NAMES)(lambda name: _hash_terms(search_key, name))

    def add_key(self, rows: Rows, key_id: str, owner: str, made_at: str) -> bytes:
        """A new data key: its row is added, and the key itself given back."""
        plain = os.urandom(KEY_BYTES)
        master, wrapped = self.keyring.wrap(plain, UUID(key_id))
        rows.add("hm_data_key", (key_id, owner, master, wrapped, made_at))
        return plain

    def add_name(
        self, rows: Rows, name: str, *, jobseeker: str | None = None, person: str | None = None
    ) -> None:
        """The rows that a name is found by."""
        tokens = rows.tables["hm_name_token"]
        tokens += [(token, jobseeker, person) for token in self.list_tokens(name)]


def seal_text(key: bytes, table: str, column: str, row_id: str, text: str) -> bytes:
    """A text sealed for its place."""
    return seal(key, text.encode(), bind_place(table, column, UUID(row_id)))


def seal_answers(key: bytes, table: str, row_id: str, answers: Mapping[str, Any]) -> bytes | None:
    """Answers sealed as `domain.answers` writes them; None for none."""
    if not answers:
        return None
    return seal_text(key, table, "answers_sealed", row_id, json.dumps(answers, ensure_ascii=False))


def _hash_terms(search_key: bytes, name: str) -> tuple[bytes, ...]:
    return tuple(hash_token(search_key, term) for term in sorted(list_index_terms(name)))
