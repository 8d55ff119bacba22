"""Keep the three catalogues together: add words, load many at once, compile, and check that none is missing or unused.

    python tools/words.py add ID --nb TEXT --nn TEXT --en TEXT [--plural]
    python tools/words.py load FILE.tsv       one line: ID<TAB>nb<TAB>nn<TAB>en; an ID ending with * has plurals "one|other"
    python tools/words.py remove ID [ID ...]
    python tools/words.py compile             write the .mo files beside the .po files
    python tools/words.py check               exit 1 if a word used in code or templates is missing, or one is unused

Message ids are symbolic (`case.title`), so that the Norwegian text can be mended without touching code.
"""

from __future__ import annotations

import argparse
import fcntl
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hybridmentor"
LANGUAGES = ("nb", "nn", "en")
USES = (
    re.compile(r"""hm_[tn]\(\s*["']([a-z0-9_.]+)["']"""),
    re.compile(r"""Message\(\s*["']([a-z0-9_.]+)["']"""),
    re.compile(r"""["']((?:[a-z0-9_]+\.)+[a-z0-9_]+)["']"""),
)


def locate_catalogue(language: str) -> Path:
    """The .po file of a language."""
    return PACKAGE / "translations" / language / "LC_MESSAGES" / "hybridmentor.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language; an empty one if there is none yet."""
    path = locate_catalogue(language)
    if not path.exists():
        return Catalog(locale=language, domain="hybridmentor", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="hybridmentor")


def write_catalogue(language: str, catalogue: Catalog) -> None:
    """Write sorted and without line numbers or dates, so that a change shows as the words that changed."""
    path = locate_catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".po.new")
    with scratch.open("wb") as stream:
        write_po(
            stream,
            catalogue,
            width=0,
            sort_output=True,
            no_location=True,
            omit_header=False,
            include_lineno=False,
        )
    lines = scratch.read_text("utf-8").splitlines(keepends=True)
    kept = [
        line
        for line in lines
        if not re.match(
            r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Project-Id-Version)',
            line,
        )
    ]
    body = "".join(line for line in kept if not line.startswith("#") or line.startswith("#,"))
    scratch.write_text(body.lstrip("\n"), "utf-8")
    scratch.replace(path)


@contextmanager
def lock_catalogues() -> Iterator[dict[str, Catalog]]:
    """The three catalogues, locked against others that write, and written back at the end."""
    lock = PACKAGE / "translations" / ".lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        catalogues = {language: read_catalogue(language) for language in LANGUAGES}
        yield catalogues
        for language, catalogue in catalogues.items():
            write_catalogue(language, catalogue)


def put_word(catalogues: dict[str, Catalog], identifier: str, texts: dict[str, str], plural: bool) -> None:
    """Set a word in the three catalogues."""
    for language, text in texts.items():
        catalogues[language].delete(identifier)
        if plural:
            one, other = text.split("|", 1)
            catalogues[language].add((identifier, identifier), (one, other))
        else:
            catalogues[language].add(identifier, text)


def load_words(path: Path) -> int:
    """Read a tab-separated file of words into the catalogues; the number of words."""
    count = 0
    with lock_catalogues() as catalogues:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != 4:
                raise SystemExit(f"{path}:{number}: four cells are needed, found {len(cells)}")
            identifier, *texts = (cell.strip().replace("\\n", "\n") for cell in cells)
            put_word(
                catalogues,
                identifier.rstrip("*"),
                dict(zip(LANGUAGES, texts, strict=True)),
                identifier.endswith("*"),
            )
            count += 1
    return count


def compile_catalogues() -> None:
    """Write the .mo files."""
    for language in LANGUAGES:
        with locate_catalogue(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read_catalogue(language))


def find_uses() -> tuple[set[str], set[str]]:
    """The ids that are certainly used, and every dotted string in code and templates (for ids passed on as values)."""
    certain: set[str] = set()
    possible: set[str] = set()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "static" in path.parts:
            continue
        text = path.read_text("utf-8")
        certain |= {m for pattern in USES[:2] for m in pattern.findall(text) if not m.endswith(".")}
        possible |= set(USES[2].findall(text))
    return certain, possible


def read_texts(language: str) -> dict[str, tuple[str, ...]]:
    """The texts of each id in a language, one for each plural form."""
    texts: dict[str, tuple[str, ...]] = {}
    for message in read_catalogue(language):
        if message.id:
            identifier = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string or ""
            texts[identifier] = (string,) if isinstance(string, str) else tuple(string)
    return texts


def find_params(texts: tuple[str, ...]) -> set[str]:
    """The parameters that the texts name."""
    return {name for text in texts for name in re.findall(r"{(\w+)}", text)}


def check_words() -> list[str]:
    """What is wrong with the catalogues, a sentence each; empty when all is well."""
    certain, possible = find_uses()
    known = {language: read_texts(language) for language in LANGUAGES}
    faults = [
        f"{language}: {one} is used but missing"
        for one in sorted(certain)
        for language in LANGUAGES
        if one not in known[language]
    ]
    for language, texts in known.items():
        for identifier, forms in texts.items():
            if not all(forms):
                faults.append(f"{language}: {identifier} has no text")
            if identifier in known["nb"] and find_params(forms) != find_params(known["nb"][identifier]):
                faults.append(f"{language}: {identifier} has other parameters than bokmål")
    prefixes = tuple(find_prefixes())
    for identifier in sorted(set().union(*known.values())):
        if identifier not in possible and not identifier.startswith(prefixes):
            faults.append(f"{identifier} is in the catalogues but used nowhere")
    return faults


def find_prefixes() -> set[str]:
    """Prefixes of ids that code puts together, declared as `# words: prefix.` in the file that does so."""
    found: set[str] = set()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html"} and "static" not in path.parts:
            found |= set(re.findall(r"# words: ([a-z0-9_.]+\.)", path.read_text("utf-8")))
    return found


def main() -> int:
    """Run one of the sub-commands; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add")
    add.add_argument("identifier")
    for language in LANGUAGES:
        add.add_argument(f"--{language}", required=True)
    add.add_argument("--plural", action="store_true")
    load = commands.add_parser("load")
    load.add_argument("file", type=Path)
    remove = commands.add_parser("remove")
    remove.add_argument("identifiers", nargs="+")
    commands.add_parser("compile")
    commands.add_parser("check")
    arguments = parser.parse_args()
    if arguments.command == "add":
        with lock_catalogues() as catalogues:
            put_word(
                catalogues,
                arguments.identifier,
                {x: getattr(arguments, x) for x in LANGUAGES},
                arguments.plural,
            )
    elif arguments.command == "load":
        print(f"{load_words(arguments.file)} words loaded", file=sys.stderr)
    elif arguments.command == "remove":
        with lock_catalogues() as catalogues:
            for identifier in arguments.identifiers:
                for catalogue in catalogues.values():
                    catalogue.delete(identifier)
    elif arguments.command == "compile":
        compile_catalogues()
    else:
        faults = check_words()
        print("\n".join(faults) or "all words are in place", file=sys.stderr)
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
