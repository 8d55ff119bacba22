"""Words for illness and disability in a text, in bokmål and nynorsk.

Written for this project from what is commonly met at a workplace; no register's list. A word that says how somebody
feels ("sliten", "vondt i ryggen") is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from hybridmentor.domain.disclosure_words import Word, list_plain

BEGINNINGS = list_plain(
    """adhd afasi agorafob aids alkoholi alzheimer amput angstlid angstanf anoreks artritt artrose asperger astma autis
    bechterew bekhterev beinskjør benskjør bipolar blodpropp borderline bulimi cerebral crohn cøliaki dement demens depresj
    depressiv deprimert diabet dissosia downs dyskalkul dyslek dysfori dysmel dystrofi døv eksem endometrios epilep
    fibromyal fibrose fobi hepatit hiv hjerneskad hjarneskad hjerneslag hjarneslag hjerteflim hjerteinf hjarteinf hjertefeil
    hjartefeil hjertesvikt hjartesvikt hjernehinne hjernesvulst hjernerystelse hodeskad huntington hydrocef hypertyreo
    hypotyreo hypoman hørselshem høyrselshem hørselstap isjias klaustrof kolitt kols kreftsyk kreftsjuk kreftpas
    kreftdiag leddgikt leukemi lungefibr lupus lymfom manisk metastas migren meniere menière multippel nakkesleng narkolep
    narkoman nyresvikt ocd osteopor overspis panikkangst panikklid panikkanf paranoi parkinson personlighetsforst
    personlegdomsforst posttraum prolaps psoria psykos psykot ptsd revmat rusavh ruslid rusmis rusprob ryggmarg sarkoid
    schizo selvmord sjølvmord selvskad sjølvskad senfølge sjøgren skizofren sklerose skoliose slagramm slagpas spilleavh
    speleavh spiseforst eteforst spondyl stamming stoffskifte stroke sukkersyk sukkersjuk suicid svaksyn synshem tics
    tinnitus tourette traume tuberkul tvangslid tvangstank ulcerøs utbrent utbrend utmattel utmatting utviklingshem
    utviklingshem whiplash"""
)
"""How such words begin."""

ENDINGS = list_plain(
    """angst angsten apne apné apnea artritt blind diabetes depresjon depresjonen demens dysleksi epilepsi fobi fobien fibrose
    gikt kreft kreften kolitt lidelse lidelsen lidelser lidelsene liding lidinga lidingar lammelse lammelser lamming
    leukemi misbruk misbrukar misbruker nevropati nevrose parese psykose psykosen schizofreni sklerose sjukdom sjukdommen
    svulst svulsten sykdom sykdommen sykdommer syndrom syndromet tumor vanskar"""
)
"""How longer words for it end; such a word is no illness by itself but where `ALONE` says so."""

ALONE = frozenset(
    list_plain(
        """angst angsten blind blinde diabetes depresjon demens dysleksi epilepsi fobi gikt kreft kreften kolitt leukemi lam
        nevrose parese psykose schizofreni sklerose"""
    )
)
CAPITALS = frozenset({"ME", "MS", "ALS", "CP", "ADD", "IBS", "CFS", "PMDD", "DID", "EUPD", "KOLS"})
"""Illnesses only in capitals; in small letters most of them are ordinary words."""

NOT_ILL = frozenset(
    list_plain(
        """arbeidsmisbruk krefter kreftene kreftane lykkelige blindvei blindveg maktmisbruk farblind fareblind lidelse
        forlidelse overlidelse samlidelse hjemmeblind arbeidssykdom barnesykdom barnesykdommer barnesjukdom maktsykdom
        årsaksvanskar vanskar levevanskar pengevanskar startvanskar økonomivanskar språkvanskar"""
    )
)
HAD = frozenset(list_plain("fikk fekk fått hatt hadde får rammet ramma"))
"""Before "slag", what says that it is a stroke and no blow."""

BEFORE = frozenset(
    list_plain(
        """sosial generalisert kronisk alvorlig alvorleg psykisk høytfungerende høgtfungerande paranoid bipolar rusutløst atypisk
        medfødt medfødd multippel ulcerøs cerebral cystisk dyp djup tung lett mild type reaktiv"""
    )
)
"""What stands right before such a word and belongs to it, if it is no such word itself."""

AFTER = frozenset(
    list_plain(
        """lidelse liding sykdom sjukdom syndrom forstyrrelse forstyrring diagnose sklerose kolitt parese stressforstyrrelse
        angst psykose depresjon"""
    )
)
"""What stands right behind and belongs to it."""

MIND = frozenset({"psykisk", "psykiske", "psykiatrisk", "psykiatriske"})
MIND_AFTER = ("lidelse", "liding", "syk", "sjuk", "diagnos", "utviklingshem", "funksjonshem")
"""With a word of `MIND` before, an illness: "psykisk syk". Plain "psykisk helse" is none."""


def find_illnesses(words: list[Word]) -> Iterator[tuple[int, int]]:
    """First and last place of each illness: "bipolar lidelse" is one."""
    index = 0
    while index < len(words):
        last = index if is_illness(words, index) else None
        if last is None:
            index += 1
            continue
        first = index
        while last + 1 < len(words) and words[last + 1].is_spaced and words[last + 1].plain in AFTER:
            last += 1
        while first and words[first].is_spaced and words[first - 1].plain in BEFORE:
            first -= 1
        yield first, last
        index = last + 1


def is_illness(words: list[Word], index: int) -> bool:
    """Whether the word says an illness where it stands."""
    word = words[index]
    plain = word.plain
    if len(plain) > 40 or plain in NOT_ILL:
        return False
    if word.text in CAPITALS or plain in ALONE or plain.startswith(BEGINNINGS):
        return True
    if plain.endswith(ENDINGS) and plain not in ENDINGS:
        return True
    before = words[index - 1].plain if index and word.is_spaced else ""
    if before in MIND and plain.startswith(MIND_AFTER):
        return True
    if plain not in {"slag", "slaget"}:
        return False
    if before in {"et", "eit"} and index > 1:
        before = words[index - 2].plain
    return before in HAD
