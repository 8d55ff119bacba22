"""`datapackage.json`: what lies in the package, for programs (Frictionless Data Package, version 2).

Read by programs of version 1 too, which pass over what they do not know. Titles are in bokmål, as the labels of the files for
SPSS and Stata; the code books have all three languages. No instant, person or count stands in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from hybridmentor.documents.published_table import SEPARATOR, PublishedColumn
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.release_variables import name_about, name_label, name_value

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
LANGUAGE = "nb"
TYPES = {
    "csv": "text/csv",
    "sav": "application/x-spss-sav",
    "dta": "application/x-stata-dta",
    "parquet": "application/vnd.apache.parquet",
    "html": "text/html",
    "xml": "application/xml",
    "json": "application/json",
}
Translate = Callable[..., str]


def write_data_package(
    columns: Sequence[PublishedColumn],
    files: Mapping[str, bytes],
    table: str,
    study: StudyFacts,
    *,
    translate: Translate,
) -> bytes:
    """The description of the files, `table` the one among them that has the rows as CSV, in UTF-8."""
    described = {
        "$schema": PROFILE.format("datapackage"),
        "name": "hybridmentor-release",
        "title": study.title,
        "description": study.purpose,
        "version": str(study.number),
        "contributors": [{"title": study.contact_name, "email": study.contact_email, "roles": ["contact"]}],
        "resources": [
            describe_table(columns, table, files[table], translate),
            *(describe_file(name, files[name], translate) for name in sorted(files) if name != table),
        ],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def describe_file(name: str, content: bytes, translate: Translate) -> dict[str, object]:
    """One file: what it is, how long, and its checksum."""
    stem, _, ending = name.rpartition(".")
    return {
        "name": name.replace(".", "-"),
        "path": name,
        "title": translate(
            LANGUAGE, f"data_package.{stem.split('.')[0].replace('-', '_')}"
        ),  # words: data_package.
        "format": ending,
        "mediatype": TYPES[ending],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def describe_table(
    columns: Sequence[PublishedColumn], name: str, content: bytes, translate: Translate
) -> dict[str, object]:
    """The CSV file with its columns."""
    return {
        **describe_file(name, content, translate),
        "name": "data",
        "type": "table",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"delimiter": SEPARATOR, "lineTerminator": "\n", "header": True},
        "schema": {
            "$schema": PROFILE.format("tableschema"),
            "fields": [describe_field(column, translate) for column in columns],
            "missingValues": [""],
        },
    }


def describe_field(column: PublishedColumn, translate: Translate) -> dict[str, object]:
    """One column: its words, and all values of its level."""
    variable = column.variable
    labels = [translate(LANGUAGE, name_value(variable, code)) for code in column.values]
    return {
        "name": column.key,
        "type": "string",
        "title": translate(LANGUAGE, name_label(variable)),
        "description": translate(LANGUAGE, name_about(variable)),
        "constraints": {"required": True, "enum": list(column.values)},
        "categories": [
            {"value": code, "label": label} for code, label in zip(column.values, labels, strict=True)
        ],
        "categoriesOrdered": column.is_ordered,
    }
