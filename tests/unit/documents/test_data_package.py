"""`datapackage.json`: files with their checksums, columns with all values of their level, and no count."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from hybridmentor.documents.data_package import TYPES, write_data_package
from hybridmentor.documents.published_table import arrange_table, list_columns, write_csv
from hybridmentor.i18n import translate
from tests.support.published_tables import KEYS, LEVELS, STUDY, find_variables, make_table

COLUMNS = list_columns(find_variables(), LEVELS)
PLAIN = arrange_table(make_table(), COLUMNS)
FILES = {"report.nb.html": b"en", "data.csv": write_csv(PLAIN), "data.sav": b"to", "ddi-codebook.xml": b"tre"}


def read() -> dict[str, Any]:
    content = write_data_package(COLUMNS, FILES, "data.csv", STUDY, translate=translate)
    found: dict[str, Any] = json.loads(content)
    return found


def test_every_file_is_there_with_length_and_checksum():
    found = read()
    assert found["title"] == STUDY.title
    assert found["version"] == "2"
    assert [one["path"] for one in found["resources"]] == [
        "data.csv",
        "data.sav",
        "ddi-codebook.xml",
        "report.nb.html",
    ]
    for one in found["resources"]:
        content = FILES[one["path"]]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert one["mediatype"] == TYPES[one["format"]]
        assert not one["title"].startswith("data_package.")
    assert len({one["name"] for one in found["resources"]}) == len(FILES)


def test_the_schema_is_that_of_the_csv():
    table = read()["resources"][0]
    assert table["dialect"]["delimiter"] == ";"
    fields = table["schema"]["fields"]
    assert tuple(field["name"] for field in fields) == KEYS
    for field, column in zip(fields, COLUMNS, strict=True):
        assert field["constraints"] == {"required": True, "enum": list(column.values)}
        assert [one["value"] for one in field["categories"]] == list(column.values)
        assert field["categoriesOrdered"] is column.is_ordered
        assert set(PLAIN[column.key]) <= set(field["constraints"]["enum"])
        assert field["title"] == translate("nb", f"release_variable.{column.key}")


def test_it_is_the_same_when_made_again_and_counts_no_rows():
    again = write_data_package(COLUMNS, dict(reversed(FILES.items())), "data.csv", STUDY, translate=translate)
    assert json.loads(again) == read()
    assert again == write_data_package(COLUMNS, FILES, "data.csv", STUDY, translate=translate)
    assert str(PLAIN.height) not in json.dumps({**read(), "resources": read()["resources"][0]["schema"]})
