"""docs/permissions.md says what the rules and the table say."""

from __future__ import annotations

from hybridmentor.policy.permissions import Permission
from tests.access.table import ACTORS, CASES, ENDPOINTS
from tools.write_permissions import TARGET, read_permission_words, write_document


def test_the_document_is_up_to_date():
    assert TARGET.read_text("utf-8") == write_document(), "run python tools/write_permissions.py"


def test_the_document_names_everything():
    text = write_document()
    assert set(read_permission_words()) == set(Permission.__members__)
    for name in (*Permission, *ACTORS, *CASES, *(f"`{endpoint.name}`" for endpoint in ENDPOINTS)):
        assert name in text
