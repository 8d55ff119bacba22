"""Passwords: Argon2id, and no telling by time whether an account exists."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200


@lru_cache(maxsize=4)
def _make_hasher(cost: tuple[int, int, int] | None) -> tuple[PasswordHasher, str]:
    hasher = (
        PasswordHasher()
        if cost is None
        else PasswordHasher(time_cost=cost[0], memory_cost=cost[1], parallelism=cost[2])
    )
    return hasher, hasher.hash("an account that is not there")


def hash_password(password: str, cost: tuple[int, int, int] | None = None) -> str:
    """The Argon2id hash; `cost` is (passes, KiB, lanes), None for the library's own choice."""
    return _make_hasher(cost)[0].hash(password)


def check_password(kept: str | None, password: str, cost: tuple[int, int, int] | None = None) -> bool:
    """Whether the password is the kept one. Without a kept hash the same work is done and the answer is no."""
    hasher, decoy = _make_hasher(cost)
    try:
        hasher.verify(kept or decoy, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
