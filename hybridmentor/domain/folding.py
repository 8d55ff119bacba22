"""Names made comparable, so that Håkon, Haakon, HÅKON and hakon are found as one.

The folded form is only ever searched by (as a keyed hash of its prefixes); what is shown is the name as
typed.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that no Unicode decomposition takes apart.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "ŋ": "n",
        "ŧ": "t",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "œ": "oe",
        "ı": "i",
    }
)
APOSTROPHES = str.maketrans(dict.fromkeys("'`´‘’‛′ʹʻʼʽˈ＇", ""))


WHOLE = "$"
"""Stands behind a word that is told whole, in contrast to the beginning of a longer one; no folded word holds it."""


def fold_word(text: str) -> str:
    """The word in small letters without marks and apostrophes.

    å and aa become a, ø o, æ ae, đ d, ŋ n, ŧ t, ß ss. Composed and decomposed input (NFC, NFD) give the same,
    and folding twice changes nothing.
    """
    # The acute accent standing alone decomposes into a space, so apostrophes go first, and again for
    # full-width forms.
    decomposed = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", decomposed).translate(LETTERS).translate(APOSTROPHES)
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub("aa+", "a", bare)


def split_name(text: str) -> list[str]:
    """The folded words of a name, in order: `Anne-Marie Å. Sørli` is `["anne", "marie", "a", "sorli"]`.

    Spaces, hyphens and all other signs part words; apostrophes do not (`D'Arcy` is one word).
    """
    folded = fold_word(text)
    spaced = "".join(
        " " if unicodedata.category(character)[0] in "ZPSC" else character for character in folded
    )
    return spaced.split()


def list_prefixes(word: str, least: int = 2, most: int = 20) -> list[str]:
    """The beginnings of a word, folded, from `least` to `most` letters.

    None if the word is shorter than `least`. A search for a longer word must be cut to `most` letters before
    it is compared.
    """
    folded = fold_word(word)
    return [folded[:length] for length in range(least, min(len(folded), most) + 1)]


def list_index_terms(name: str) -> set[str]:
    """What a name is found by: the beginnings of each word, and each word whole with `WHOLE` behind it.

    Words with hyphens between count as one word too: "Anne-Marie" is found as a whole by "annemarie". No term has fewer
    than two letters.
    """
    words = split_name(name)
    joined = ["".join(parts) for parts in map(split_name, name.split()) if len(parts) > 1]
    beginnings = {prefix for word in words for prefix in list_prefixes(word)}
    return beginnings | {word + WHOLE for word in (*words, *joined) if len(word) > 1}


def fold_name(name: str) -> str:
    """The words of a name, folded, with single spaces: what a part of it is looked for in."""
    return " ".join(split_name(name))
