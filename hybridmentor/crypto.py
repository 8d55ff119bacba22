"""Encryption of persons' data: master keys wrap data keys, data keys seal values (AES-256-GCM).

A value is bound to its table, column and row, so that a sealed value moved elsewhere does not open. Changing the
master key re-wraps the data keys only; destroying a data key erases all that it sealed (a backup keeps the wrapped key
until it is thrown away).
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hybridmentor.errors import DecryptionFailed, Message, SettingError

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"


def seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypt; layout: one byte of format, 12 bytes of random nonce, ciphertext with tag."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Decrypt what `seal` made for the same place; DecryptionFailed if it was changed, moved or cut."""
    if sealed[:1] != FORMAT or len(sealed) < 1 + NONCE_BYTES + 16:
        raise DecryptionFailed(Message("error.decryption_failed"))
    nonce = sealed[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], bound_to.encode())
    except InvalidTag as fault:
        raise DecryptionFailed(Message("error.decryption_failed")) from fault


@dataclass(frozen=True)
class Keyring:
    """The master keys by id; the first one wraps new data keys, the others still open old ones."""

    keys: dict[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the key that wraps new data keys."""
        return next(iter(self.keys))

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read `id:base64,id:base64` (each key 32 bytes); SettingError with a plain sentence otherwise."""
        keys: dict[str, bytes] = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            key_id, _, encoded = entry.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except ValueError as fault:
                raise SettingError(Message("setting.encryption_key.encoding", id=key_id)) from fault
            if not key_id or len(key) != KEY_BYTES:
                raise SettingError(Message("setting.encryption_key.length", id=key_id or "?"))
            if key_id in keys:
                raise SettingError(Message("setting.encryption_key.twice", id=key_id))
            keys[key_id] = key
        if not keys:
            raise SettingError(Message("setting.encryption_key.missing"))
        return cls(keys)

    @staticmethod
    def generate(key_id: str) -> str:
        """A new random master key in the form that `parse` reads."""
        return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"

    def wrap(self, data_key: bytes, data_key_id: UUID) -> tuple[str, bytes]:
        """The id of the master key used and the data key wrapped with it."""
        return self.current, seal(self.keys[self.current], data_key, f"hm_data_key|{data_key_id}")

    def unwrap(self, master_id: str, wrapped: bytes, data_key_id: UUID) -> bytes:
        """The data key; DecryptionFailed if the master key is not here or the wrapping was touched."""
        if master_id not in self.keys:
            raise DecryptionFailed(Message("error.decryption_failed"))
        return unseal(self.keys[master_id], wrapped, f"hm_data_key|{data_key_id}")


def hash_token(key: bytes, text: str) -> bytes:
    """A keyed 16-byte hash: the same text gives the same bytes only for who holds the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()[:16]
