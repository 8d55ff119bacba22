"""The checks that `PageClient` makes on every page: a good page passes, and each fault is seen."""

import re

import pytest

from tests.support.html import Page

NONCE = "n0nce"
GOOD = """<!doctype html>
<html lang="nb"><head><meta charset="utf-8"><title>Min dag - Hybridmentor</title>
<link rel="stylesheet" href="/static/a.css"><script src="/static/a.js" nonce="n0nce" defer></script></head>
<body><a href="#main">Hopp til innhold</a>
<form method="post" action="/logg-ut"><input type="hidden" name="csrf_token" value="abc"><button>Logg ut</button></form>
<main id="main"><h1>Min dag</h1><h2>Forfalt</h2>
<svg viewBox="0 0 1 1" role="img" aria-labelledby="t"><title id="t">Tegning</title><path d="M0 0"/></svg>
<form method="post" action="/ny" id="ny">
<input type="hidden" name="csrf_token" value="abc"><input type="hidden" name="hm_key" value="k">
<label for="name">Navn</label><input id="name" name="name" value="Kari" aria-describedby="hint"><p id="hint">Fornavn</p>
<fieldset><legend>Hvem</legend><label><input type="checkbox" name="who" value="mentor" checked> Mentor</label>
<label><input type="checkbox" name="who" value="employer"> Arbeidsgiver</label></fieldset>
<label for="form">Form</label><select id="form" name="form">
<option value="">Velg</option><option value="call" selected>Telefon</option></select>
<label for="note">Notat</label><textarea id="note" name="note">
Første linje
</textarea><input type="submit" name="go" value="Lagre"></form></main></body></html>"""

BROKEN = {
    "two h1": (r"<h2>Forfalt</h2>", "<h1>Forfalt</h1>", "there are 2 h1"),
    "no h1": (r"<h1>Min dag</h1>", "<p>Min dag</p>", "there are 0 h1"),
    "another title": (r"<title>Min", "<title>Din", "does not start with the h1"),
    "no language": (r' lang="nb"', "", "the language of the page is None"),
    "a jump of headings": (r"<h2>(.*?)</h2>", r"<h3>\1</h3>", "a heading of level 3 follows one of level 1"),
    "an id twice": (r'id="hint"', 'id="name"', "the id 'name' is there 2 times"),
    "a hint that is not there": (r'<p id="hint">', "<p>", "refers to 'hint'"),
    "a link to nowhere": (r'href="#main"', 'href="#innhold"', "leads to '#innhold'"),
    "no label": (r'<label for="name">Navn</label>', "Navn", '<input id="name" name="name"> has no label'),
    "an empty label": (r">Notat<", "><", "has no label"),
    "no token": (
        r'(id="ny">\s*)<input type="hidden" name="csrf_token" value="abc">',
        r"\1",
        "the form 'ny' has no token",
    ),
    "a token in the address": (
        r'method="post" action="/ny"',
        'method="get" action="/ny"',
        "into the address",
    ),
    "no nonce": (r' nonce="n0nce"', "", "has not the nonce"),
    "another nonce": (r'"n0nce"', '"old"', "has not the nonce"),
    "a script in the page": (r' src="/static/a.js"', "", "a script in the page itself"),
    "a style element": (r"</head>", "<style>p{}</style></head>", "a style element"),
    "an inline style": (r"<h1>", '<h1 style="color:red">', "an inline style"),
    "an inline handler": (r"<button>", '<button onclick="go()">', "an inline onclick"),
    "a script in a link": (r'href="#main"', 'href="javascript:go()"', "runs a script"),
    "another site": (r'"/static/a.css"', '"https://cdn.example.org/a.css"', "reaches for another site"),
    "a button without a name": (r"<button>Logg ut</button>", "<button></button>", "has no name"),
    "a tag not closed": (r"</form></main>", "</main>", "the parser says"),
    "an entity that is none": (r"Fornavn", "Kari & <b>Ola</b>&frog;", "the parser says"),
    "a hole": (r"Fornavn", "Hei {name}", "a parameter was not put in"),
    "nothing shown as None": (r"Fornavn", "None", "shows None"),
    "a form in a form": (
        r'<label for="note">',
        '</p><form action="/x"><label for="note">',
        "the parser says",
    ),
}


def test_a_good_page_has_no_fault():
    assert Page(GOOD).faults(NONCE) == []


def test_a_page_with_errors_says_so_in_its_title():
    assert Page(GOOD.replace("<title>Min", "<title>Feil: Min")).faults(NONCE) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_seen(name: str):
    pattern, replacement, expected = BROKEN[name]
    broken, count = re.subn(pattern, replacement, GOOD)
    assert count, "the good page has changed"
    found = Page(broken).faults(NONCE)
    assert any(expected in fault for fault in found), found


def test_a_message_id_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.support.html.list_message_areas", lambda: frozenset({"case"}))
    assert Page(GOOD.replace("Fornavn", "case.title.missing")).faults(NONCE) == [
        "a message id is shown instead of its words: case.title.missing"
    ]
    assert Page(GOOD.replace("Fornavn", "nav.no")).faults(NONCE) == []


def test_a_form_is_read_as_a_browser_sends_it():
    form = Page(GOOD).form()
    assert form.id == "ny"
    assert list(form.values.items(multi=True)) == [
        ("csrf_token", "abc"),
        ("hm_key", "k"),
        ("name", "Kari"),
        ("who", "mentor"),
        ("form", "call"),
        ("note", "Første linje\n"),
    ]
    assert form.names == {"csrf_token", "hm_key", "name", "who", "form", "note", "go"}
    assert Page(GOOD).form("/logg-ut").names == {"csrf_token"}
    with pytest.raises(LookupError, match="0 forms answer"):
        Page(GOOD).form("/finnes-ikke")
