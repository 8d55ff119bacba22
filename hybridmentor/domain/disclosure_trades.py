"""Words for trades, workplaces and what people work as, in bokmål and nynorsk.

Written for this project from what is commonly met; no register's list.
"""

from __future__ import annotations

from hybridmentor.domain.disclosure_words import Word, list_plain

STEMS = frozenset(
    list_plain(
        """apotek bakeri barnehage barnehag bensinstasjon bibliotek bilpleie bokhandel brannstasjon bryggeri butikk byggeplass
        byggevare dagligvare daglegvare eldresenter fabrikk fengsel fergeselskap ferjeselskap fiskebruk fiskeri fiskemottak
        flyplass forlag fryseri gartneri gatekjøkken gjenbruk gård gullsmed hagesenter handel hjemmetjeneste heimeteneste
        hjemmesykepleie hotell industri idrettslag kafé kafe kantine kaffebar kiosk kjøpesenter kraftverk kjøkken landbruk
        legekontor kirkekontor meieri museum oppdrett omsorg omsorgsbolig pakkeri pizzeria planteskole planteskule postkontor
        pub regnskap rekneskap renhold reinhald reingjering renovasjon renseri resepsjon restaurant sagbruk salong settefisk
        settefiskanlegg sjukeheim sjukehus skipsverft skole skule skredderi slakteri smie snekkeri speditør storkjøkken
        sykehjem sykehus taxi drosje tannklinikk teater trelast transport treningssenter trykkeri vaktselskap vaskeri verft
        verksted verkstad vinmonopol fiskeforedling entreprenør rørleggerfirma elektrofirma brønnboring helsestudio
        agronom arbeider arbeidar assistent bakar baker barista bartender blikkenslager blikkenslagar bonde brannmann
        bryggar butikksjef båtbygger båtbyggar designer ekspeditør ekspeditrise elektriker elektrikar fisker fiskar
        flislegger flisleggar florist fotograf frisør gartner gartnar glassmester maskinfører maskinførar hovslager
        hovslagar ingeniør jordmor journalist keramiker keramikar kokk konditor konduktør kranfører kranførar landmåler
        lokfører logoped mekaniker mekanikar murer murar maler målar maskinist matros medarbeider medarbeidar montør musiker
        musikar optiker optikar operatør oppdretter oppdrettar pedagog pleier pleiar postbud regnskapsfører
        rekneskapsførar renholder reinhaldar resepsjonist revisor rørlegger rørleggar røyrleggar sekretær selger seljar
        servitør sjåfør skipper skredder skreddar slakter slaktar smed snekker snikkar steinhogger styrmann stuepike
        stuert sveiser sveisar sjømann tannpleier taktekker toller tollar tømmerhogger tømrer tømrar urmaker
        kirurg prest pilot jurist arkitekt tekniker teknikar lakkerer bokbinder røkter røktar meierist danser dansar
        skuespiller skodespelar instruktør tannlege apoteker farmasøyt massør miljøterapeut ergoterapeut fysioterapeut
        programmerer dagmamma kirketjener klokker brannkonstabel bryggerimester ysteri stall rideskole skogbruk jordbruk
        havbruk byrå farm næring lufthavn yrkessjåfør platearbeider dykker dykkar feier feiar lensmann skogsarbeider
        vaktmester vaktmeister vekter vektar veterinær bibliotekar lærling tolk bussfører bussførar"""
    )
)
SHORT_ENDS = ("byrå", "farm", "kokk", "smed", "tolk", "kafé", "kafe")
LONG_STEMS = (*sorted(stem for stem in STEMS if len(stem) > 4), *SHORT_ENDS)
"""Stems that count at the end of a longer word too: "lakseslakteri"; other short ones stand alone."""

ENDINGS = ("", "en", "et", "a", "n", "e", "er", "ar", "ene", "ane", "s", "ens", "ets", "ne", "r", "t")
BEGINNINGS = list_plain(
    """bakeri barnehage bensinstasjon bilverksted blomsterbutikk butikkmed dagligvare elektrofag fabrikk fiskebruk
    fiskeindustri fiskemottak fiskeoppdrett gartneri hotell helsefag industriarb lagerarb lagermed restaurant
    sykehjem sjukeheim verksted verkstad slakteri vaskeri frisør rørlegg røyrlegg snekker snikkar anleggsarb bygningsarb"""
)
NONE = frozenset(
    list_plain(
        """arbeider arbeidere arbeidar arbeidarar samarbeider samarbeidar utarbeider utarbeidar bearbeider bearbeidar
        medarbeider medarbeidere medarbeidar assistent baker maler målar pleier pleiar selger seljar tolk tolken lærling
        industri industrien handel handelen kjøkken kjøkkenet omsorg omsorgen pub skole skolen skule skulen transport
        transporten lagret"""
    )
)
"""Verbs too, or words that say nothing of what one works with: only where `AT` or `IS` stands before."""

AT = frozenset(list_plain("på i ved hos hjå innen innan fra frå"))
IS = frozenset(list_plain("er var som blir ble vart blei ein en ei"))
AFTER_AT = frozenset(
    list_plain("lager bygg anlegg kjøkken kjøkkenet pub puben skole skolen skule skulen handel transport")
)
AFTER_IS = frozenset(
    list_plain("lærer lærar lærling assistent tolk selger seljar baker maler målar pleier pleiar")
)
ALWAYS = frozenset(
    list_plain(
        "læreren lærarar læraren lærere lageret lagerjobb lagerjobben kro kroa kroen smia smier garden gardar"
    )
)
TEACHERS_AND_STORES = ("lager", "lageret", "lærer", "læreren", "lærar", "læraren")
"""Ends of longer words alone: "lager" and "lærer" are verbs."""

SHORTEST, LONGEST = 8, 40


def is_trade(words: list[Word], index: int) -> bool:
    """Whether the word says where or as what somebody works."""
    plain = words[index].plain
    if not 3 <= len(plain) <= LONGEST:
        return False
    before = words[index - 1].plain if index and words[index].is_spaced else ""
    if plain in ALWAYS or (plain in AFTER_AT and before in AT) or (plain in AFTER_IS and before in IS):
        return True
    if plain in NONE:
        return False
    if plain.startswith(BEGINNINGS):
        return True
    if len(plain) > SHORTEST and plain.endswith(TEACHERS_AND_STORES):
        return True
    for ending in ENDINGS:
        if plain.endswith(ending):
            stem = plain[: len(plain) - len(ending)]
            if stem not in NONE and (stem in STEMS or stem.endswith(LONG_STEMS)):
                return True
    return False
