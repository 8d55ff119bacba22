"""PDF files for everybody (PDF/UA-1): a page of HTML becomes a tagged document with title, language and bookmarks.

The small kernel of all documents. It is handed finished HTML, for templates are rendered by the web. Nothing is fetched but our
own style sheet and fonts, whatever stands in the page; no script is ever run, for the layout engine has none. The same page
gives the same bytes: no time, no name of a machine or an account goes into the file.
"""

from functools import cache, partial
from pathlib import Path
from typing import Any

from hybridmentor.errors import DocumentUnavailable, Message

STATIC = Path(__file__).parent.parent / "static"
SCHEME = "hybridmentor"
STYLE = f"{SCHEME}:print.css"
"""What the HTML of a document names as its style sheet."""
ASSETS = {
    "print.css": "text/css",
    "vendor/source-sans-3-latin.woff2": "font/woff2",
    "vendor/source-sans-3-latin-ext.woff2": "font/woff2",
}
"""What a document may load: the names behind `SCHEME`, and their types."""
VARIANT = "pdf/ua-1"


def write_pdf(html: str) -> bytes:
    """The document of a page of HTML. The page needs a language and a title; its style sheet is `STYLE`.

    DocumentUnavailable where the layout library, or a library of the system that it rests on, cannot be loaded.
    """
    library = _load_library()
    page = library.HTML(string=html, base_url=f"{SCHEME}:", url_fetcher=_make_fetcher(library))
    written: bytes = page.write_pdf(pdf_variant=VARIANT)
    return written


@cache
def _load_library() -> Any:
    # Late: it takes half a second and needs Pango, which a machine that makes no document can do without.
    try:
        import weasyprint
        import weasyprint.pdf.fonts
    except (ImportError, OSError) as fault:
        raise DocumentUnavailable(Message("error.document_unavailable")) from fault
    # Else the moment at which a font is cut to what a document uses is written into the font.
    weasyprint.pdf.fonts.TTFont = partial(weasyprint.pdf.fonts.TTFont, recalcTimestamp=False)
    return weasyprint


def _make_fetcher(library: Any) -> Any:
    class OwnFiles(library.urls.URLFetcher):
        """Our own files and nothing else: no network, no other file, no data in an address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The file of an address of ours; ValueError for every other, and the layout goes on without it."""
            scheme, _, name = url.partition(":")
            if scheme != SCHEME or name not in ASSETS:
                raise ValueError("documents load nothing from elsewhere")
            return library.urls.URLFetcherResponse(
                url, (STATIC / name).read_bytes(), {"Content-Type": ASSETS[name]}
            )

    return OwnFiles()
