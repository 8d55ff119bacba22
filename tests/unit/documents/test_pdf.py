"""The kernel of documents: tagged, titled, always the same bytes, and nothing is fetched from anywhere."""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from hybridmentor.documents import pdf
from hybridmentor.documents.pdf import ASSETS, STATIC, STYLE, write_pdf
from hybridmentor.errors import DocumentUnavailable

PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="{style}"></head>
<body><header class="head"><p class="owner">Nav Fjordby</p><h1>{title}</h1></header>
<main>{body}</main></body></html>"""


def write(body: str = "<p>Ærlig</p>", title: str = "Å møtes", language: str = "nn") -> PdfReader:
    """The document of a page with the body, opened."""
    page = PAGE.format(language=language, title=title, style=STYLE, body=body)
    return PdfReader(BytesIO(write_pdf(page)))


def read(reader: PdfReader) -> str:
    """The words of a document."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def list_roles(node: Any) -> list[str]:
    """What the parts of a document are, from its structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [role for one in node for role in list_roles(one)]
    if not isinstance(node, dict):
        return []
    return [str(node.get("/S", "")), *list_roles(node.get("/K", []))]


def test_a_document_is_tagged_and_says_what_it_is():
    reader = write("<h2>Første punkt</h2><p>Med ord</p><ul><li>En ting</li></ul>")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nn"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Å møtes"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    roles = list_roles(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/L", "/LI"} <= set(roles), roles
    assert [one.title for one in reader.outline if not isinstance(one, list)] == ["Å møtes"]
    assert "Første punkt Med ord" in read(reader)


def test_pages_are_a4_and_numbered():
    reader = write("".join(f"<section class='point'><h2>{n}</h2><p>Ord</p></section>" for n in range(60)))
    assert len(reader.pages) > 1
    width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    assert f"1 / {len(reader.pages)}" in reader.pages[0].extract_text()


def test_our_own_fonts_are_in_the_document():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in write("<p>Ord og <b>fete ord</b></p>").pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Source-Sans" in font for font in fonts), fonts


def test_the_same_page_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    page = PAGE.format(language="nb", title="Møte", style=STYLE, body="<p>Ord</p>")
    first = write_pdf(page)
    later = datetime(2031, 1, 1, tzinfo=UTC).timestamp()
    monkeypatch.setattr("time.time", lambda: later)
    monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", lambda: 12345)
    assert write_pdf(page) == first
    assert b"CreationDate" not in first


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://127.0.0.1:1/x.png",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "hybridmentor:../config.py",
        "hybridmentor:vendor/../../config.py",
        "//example.org/x.png",
        "x.png",
    ],
)
def test_nothing_is_fetched(address: str, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    monkeypatch.setattr(socket, "socket", lambda *_, **__: asked.append("socket"))
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *_, **__: asked.append("open"))
    body = f'<img alt="x" src="{address}"><link rel="stylesheet" href="{address}"><p style="background: url({address})">Ord</p>'
    reader = write(body)
    assert asked == []
    assert "Ord" in read(reader)
    assert all(not page.images for page in reader.pages)


def test_a_script_is_text_or_nothing():
    reader = write("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><script>document.title = 'x'</script>")
    assert "<script>alert(1)</script>" in read(reader)
    assert reader.metadata is not None
    assert reader.metadata.title == "Å møtes"
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    assert "/OpenAction" not in reader.trailer["/Root"]


def test_what_a_document_may_load_is_there():
    assert all((STATIC / name).is_file() for name in ASSETS)


@pytest.mark.parametrize("fault", [OSError("cannot load library"), ImportError("weasyprint")])
def test_without_the_library_the_error_is_named(fault: Exception, monkeypatch: pytest.MonkeyPatch):
    class Refusing:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise fault

    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    for name in [one for one in sys.modules if one.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    pdf._load_library.cache_clear()
    try:
        with pytest.raises(DocumentUnavailable) as raised:
            write_pdf("<p>x</p>")
        assert raised.value.__cause__ is fault
    finally:
        pdf._load_library.cache_clear()
