"""Pages that lie beside a file that is handed out: one HTML document each, which needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = (
    "body{font:1rem/1.6 'Source Sans 3',Arial,sans-serif;color:#23262a;background:#fff;max-width:46rem;"
    "margin:0 auto;padding:1.5rem}h1{font-size:2rem;line-height:1.25}h2{font-size:1.5rem;margin-top:2.5rem}"
    "h3{font-size:1.2rem;margin-top:2rem}a{color:#0056b4}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .75rem .35rem 0;border-bottom:1px solid #767d89;overflow-wrap:anywhere}dt{font-weight:bold}"
    "dd{margin:0 0 .75rem}li{margin-bottom:.5rem}code{font-family:monospace;overflow-wrap:anywhere}"
    "@media print{h2,h3{break-after:avoid}tr{break-inside:avoid}}"
)


class Html(str):
    """Text that is HTML already; every other text is escaped."""

    __slots__ = ()


def write_page(language: str, title: str, parts: Iterable[Html]) -> bytes:
    """The document in UTF-8; the title is its one first heading too."""
    shown = show(title)
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{show(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{shown}</h1>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def show(text: str) -> Html:
    """Text as HTML."""
    return text if isinstance(text, Html) else Html(escape(text))


def mark_code(text: str) -> Html:
    """A name or value as it stands in the files."""
    return Html(f"<code>{show(text)}</code>")


def mark_language(text: str, language: str, page_language: str) -> Html:
    """Text of a language of its own, marked where the page has another one."""
    return (
        show(text)
        if language == page_language
        else Html(f'<span lang="{show(language)}">{show(text)}</span>')
    )


def write_link(target: str, text: str) -> Html:
    """A link to another place of the page."""
    return Html(f'<a href="#{show(target)}">{show(text)}</a>')


def write_heading(depth: int, text: str, name: str | None = None) -> Html:
    """A heading of a depth from 2, with a name that links go to."""
    place = f' id="{show(name)}"' if name else ""
    return Html(f"<h{depth}{place}>{show(text)}</h{depth}>")


def write_paragraph(text: str) -> Html:
    """A paragraph."""
    return Html(f"<p>{show(text)}</p>")


def write_list(items: Iterable[str], *, in_order: bool = False) -> Html:
    """A list, numbered where the order matters."""
    name = "ol" if in_order else "ul"
    return Html(f"<{name}>\n" + "".join(f"<li>{show(item)}</li>\n" for item in items) + f"</{name}>")


def write_terms(pairs: Iterable[tuple[str, str]]) -> Html:
    """Words, and what is said about each."""
    return Html("<dl>\n" + "".join(f"<dt>{show(a)}</dt><dd>{show(b)}</dd>\n" for a, b in pairs) + "</dl>")


def write_table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table; the first cell of each row is its heading."""
    head = "".join(f'<th scope="col">{show(heading)}</th>' for heading in headings)
    body = "".join(
        f'<tr><th scope="row">{show(first)}</th>{"".join(f"<td>{show(cell)}</td>" for cell in others)}</tr>\n'
        for first, *others in rows
    )
    return Html(
        f"<table>\n<caption>{show(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )
