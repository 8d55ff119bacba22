"""The code book for data archives: DDI-Codebook 2.5, with labels in the three languages and without any count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as Tree

from hybridmentor.documents.published_table import PublishedColumn
from hybridmentor.documents.study_facts import StudyFacts
from hybridmentor.domain.release_variables import name_about, name_label, name_value
from hybridmentor.i18n import LANGUAGES

NAMESPACE = "ddi:codebook:2_5"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FILE_ID = "F1"
Translate = Callable[..., str]


def write_ddi(
    columns: Sequence[PublishedColumn], study: StudyFacts, file: str, *, translate: Translate
) -> bytes:
    """The XML document about the file with the rows, in UTF-8."""
    root = Tree.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", LANG: study.language})
    add_study(root, study)
    described = add(root, "fileDscr", ID=FILE_ID)
    text = add(described, "fileTxt")
    add(text, "fileName", file)
    add(add(text, "dimensns"), "varQnty", str(len(columns)))
    add(text, "fileType", "text/csv")
    data = add(root, "dataDscr")
    for column in columns:
        add_variable(data, column, translate)
    Tree.indent(root)
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def add(parent: Tree.Element, tag: str, text: str | None = None, /, **attributes: str) -> Tree.Element:
    """An element under another one."""
    element = Tree.SubElement(parent, tag, attributes)
    element.text = None if text is None else keep_legal(text)
    return element


def keep_legal(text: str) -> str:
    """The text without letters that XML has no way to write."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def add_study(root: Tree.Element, study: StudyFacts) -> None:
    """What the study is, on what ground, and of which period."""
    described = add(root, "stdyDscr")
    citation = add(described, "citation")
    add(add(citation, "titlStmt"), "titl", study.title)
    add(add(citation, "distStmt"), "contact", study.contact_name, email=study.contact_email)
    add(add(citation, "verStmt"), "version", str(study.number))
    information = add(described, "stdyInfo")
    add(information, "abstract", study.purpose)
    summary = add(information, "sumDscr")
    for event, day in (("start", study.period_from_on), ("end", study.period_to_on)):
        add(summary, "timePrd", day.isoformat(), event=event, date=day.isoformat())
    use = add(add(described, "dataAccs"), "useStmt")
    add(use, "contact", study.contact_name, email=study.contact_email)
    add(use, "conditions", study.legal_basis)


def add_variable(data: Tree.Element, column: PublishedColumn, translate: Translate) -> None:
    """A column: its names, how it came to be, and each value of its level."""
    variable = column.variable
    element = add(
        data,
        "var",
        ID=f"V_{column.key}",
        name=column.key,
        files=FILE_ID,
        intrvl="discrete",
        nature="ordinal" if column.is_ordered else "nominal",
    )
    add_words(element, "labl", name_label(variable), translate)
    add_words(element, "txt", name_about(variable), translate)
    for code in column.values:
        category = add(element, "catgry")
        add(category, "catValu", code)
        add_words(category, "labl", name_value(variable, code), translate)
    add(element, "varFormat", type="character", schema="other")


def add_words(parent: Tree.Element, name: str, message_id: str, translate: Translate) -> None:
    """The words of a message in each language."""
    for language in LANGUAGES:
        add(parent, name, translate(language, message_id), **{LANG: language})
