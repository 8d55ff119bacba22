"""What is written in made-up notes: short, and about nobody."""

NOTES = (
    "Gikk gjennom ukeplanen og hva som er uklart.",
    "Snakket om pauser og hvem man spør når mentor er borte.",
    "Oppgavene sitter bedre, tempoet får komme etter hvert.",
    "Avtalte at mentor viser kasseoppgjøret én gang til.",
    "Spurte om det er noe vi burde ha sagt før oppstart.",
    "Arbeidsgiver er fornøyd og vil gjerne snakke om veien videre.",
    "Litt tungt denne uka. Vi korter ned to dager og ser det an.",
    "Mentor rekker egne oppgaver, men vil ha beskjed tidligere ved endringer.",
    "Ble enige om å skrive ned de tre viktigste oppgavene.",
    "Språket går bedre når beskjedene kommer skriftlig.",
    "Gikk en runde i lokalene sammen.",
    "Ringte for å høre hvordan den første uka har gått.",
    "Vil prøve flere oppgaver på lageret.",
    "Tok opp at det er lov å spørre to ganger.",
    "Avklarte hvem som sier fra ved fravær.",
    "Snakket om forventninger og hva som er godt nok.",
)
NEXT_STEPS = (
    "Ringe mentor til uka.",
    "Sende oppsummering til alle tre.",
    "Avtale møte på bedriften.",
    "Spørre om arbeidstiden passer.",
    "Snakke om hva som skjer når avtalen går ut.",
)
STEP_NOTES = (
    "Gjort sammen, og alle fikk den samme oppsummeringen.",
    "Tok to samtaler før det falt på plass.",
    "Kollega på kontoret kjente bedriften.",
)
SKIP_REASONS = (
    "Bruker var allerede på arbeidsplassen.",
    "Arbeidsgiver kom med en mentor selv.",
    "Ikke aktuelt i denne saken.",
)
HANDOVER_NOTE = "Alt er avtalt med mentor. Neste møte er satt opp."
PURPOSES = ("Hjelp til å lære oppgavene, og noen å spørre.", "En fast person i hverdagen.")
LATER_REASON = "Oppfølging er ikke avtalt."
KEPT_WHERE = ("Perm 3 i arkivskapet", "Arkivet på kontoret", "Mappe A")
