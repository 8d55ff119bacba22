"""What holds for every template: strict policy, safe output, one macro for one component, words from the catalogue."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2] / "hybridmentor" / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
OWN_STATIC = sorted(
    path
    for path in (ROOT.parent / "static").rglob("*")
    if path.suffix in {".css", ".js", ".svg"} and "vendor" not in path.parts
)
PARSER = Environment(extensions=["jinja2.ext.do"], autoescape=True)  # parses only

templates = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
components = pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)


def read(path: Path) -> str:
    """The template without its comments."""
    return re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)


def test_templates_were_found():
    assert len(TEMPLATES) > 15
    assert len(COMPONENTS) > 5


def test_all_lie_under_our_name():
    """Beside a host's templates ours must not be taken for its own."""
    assert [path for path in ROOT.iterdir() if path.name != "hybridmentor"] == []


@templates
def test_nothing_is_inline(path: Path):
    text = read(path)
    assert re.findall(r"""\sstyle\s*=\s*["'{]""", text) == []
    assert re.findall(r"""\s(?:hx-)?on[a-z:-]+\s*=\s*["'{]""", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"javascript:", text, re.IGNORECASE) == []
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "hm_nonce()" in script, script


@templates
def test_nothing_escapes_escaping(path: Path):
    text = read(path)
    assert re.findall(r"\|\s*safe\b|\bMarkup\b|{%-?\s*autoescape", text) == []
    for found in re.findall(r"""=\s*{{[^}]*}}""", text):
        pytest.fail(f"an attribute without quotes: {found}")


@templates
def test_nothing_comes_from_another_site(path: Path):
    addresses = re.findall(
        r"""(?:src|action|srcset|data)\s*=\s*["'](?:https?:)?//[^"']*|<link[^>]*href\s*=\s*["'](?:https?:)?//[^"']*""",
        read(path),
    )
    assert addresses == []


@pytest.mark.parametrize("path", OWN_STATIC, ids=lambda path: path.name)
def test_own_files_ask_no_other_site(path: Path):
    text = path.read_text("utf-8")
    found = [
        address
        for address in re.findall(r"https?://[^\s\"')]+", text)
        if not address.startswith("http://www.w3.org/")
    ]
    assert found == []
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write", text) == []


@components
def test_component_is_one_macro_named_like_its_file(path: Path):
    tree = PARSER.parse(read(path))
    macros = [node.name for node in tree.body if isinstance(node, nodes.Macro)]
    public = [name for name in macros if not name.startswith("_")]
    assert public == [path.stem]
    loose = [
        node
        for node in tree.body
        if isinstance(node, nodes.Output) and any(not is_blank(part) for part in node.nodes)
    ]
    assert loose == [], "a component's file gives nothing but its macro"


@components
def test_component_does_not_read_the_request(path: Path):
    """Imported macros see no context processors; what they need is given to them or is a global."""
    text = read(path)
    assert (
        re.findall(r"\b(?:request|session|g|current_user|config|get_flashed_messages)\b(?=[.(\[])", text)
        == []
    )
    assert "with context" not in text


@templates
def test_words_come_from_the_catalogue(path: Path):
    """No text for people stands in a template: every run of letters between tags goes through hm_t and its like."""
    # Names of the product and of languages are the same in all three.
    kept = {"hybridmentor", "bokmål", "nynorsk", "english", "nav", "html", "px", "kb"}
    text = re.sub(r"<(script|style)\b.*?</\1>", "", read(path), flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|<[^>]*>", "\n", text, flags=re.DOTALL)
    text = re.sub(r"""[a-z-]+\s*=\s*"[^"]*\"""", " ", text)
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text) if word.casefold() not in kept]
    assert words == []


@templates
def test_dates_are_shown_in_one_way(path: Path):
    assert re.findall(r"\.strftime\(|\.isoformat\(\)\s*}}|\bnow\(\)", read(path)) == []


@templates
def test_page_is_short(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 120


def is_blank(node: nodes.Node) -> bool:
    """White space between the parts of a template."""
    return isinstance(node, nodes.TemplateData) and not node.data.strip()
