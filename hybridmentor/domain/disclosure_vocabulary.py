"""Words that the disclosure check weighs: ordinary words that are also names, what people do, and what they are.

The lists are our own and as long as the language of case notes needs; a word that is missing costs a proposal, never
a sure finding of another kind.
"""

from __future__ import annotations

from hybridmentor.domain.disclosure_words import list_keys

CLOSED = list_keys(
    """jeg eg du han hun ho hen vi oss dere dykk de dei dem den det man en ei et ett ein eit eitt som at og men eller for
    til med av om når da då så der her nå no ja nei kan vil skal må bør har er var ble blei vart bli blir få får fikk gå
    går gikk se ser ta tar tok si sier sa vite vet gi gir gav ga komme kommer kom la lar lot meg deg seg ham henne dem
    sitt dette disse denne desse dessa alle alt noe noko noen nokon nokre ingen mange mye mykje flere fleire mer meir
    mest bare berre også ikke ikkje aldri alltid ofte nok etter under over ved mot fra frå på i å hva hvem hvor hvordan
    hvorfor kva kven kor kvar begge både hver hvert hel hele heile all andre første siste ny nye god godt gode stor
    store liten lite små lang lange kort korte sen hei takk mvh an so than thi the den dem vårt våre mitt ditt dine
    deres hennes kunne skulle ville måtte burde vært blitt gjort gjøre gjør gjorde hvis dersom fordi siden mens enn
    inn ut opp ned bort hjem ute inne oppe nede her der hit dit igjen allerede ennå fortsatt snart nylig ganske svært
    veldig litt helt bra greit fin fint fine is as am be by do go he in me my of on or us we"""
)
"""Words that a sentence begins with all the time: never a name there."""

FUNCTION = list_keys(
    """hans vår min din sin mine per jo bo finn stig gro tom frank rein odd ben ove unn vera vilje ro rask glad bent tor
    rik kjør løp stå le sy sett kast gang brand vis lys mørk blå grønn grå brun hvit kvit svart sort rød raud gul stri
    sterk vill villa vilde klok snill frisk sunn sund syk trygg trygge lett tung fri frie arg from ung gammel spring
    hopp hold holt skriv les ring bruk bruun møt nys lag sti sang spør svar følg sving vent vind vik flytt sel selg kjøp
    ly ta bjørg hjelp rekk rist ane are even nå må mer line tone mette gaute true pål ola nordmann sander bolle brede
    brei bratt høy høye lav låg vid vide stille still rolig anna inga endre"""
)
"""Possessives, imperatives, adjectives: a name at the beginning of a sentence only before what people do."""

COUNT = list_keys(
    """dag natt uke måned morgen kveld time bjørn bjørk stein steen berg berge bakke bakken bakk haug haugen hauge dal
    dahl dalen vik viken vika lund lunden lunde eng enge engen foss fossen elv elva holm holmen holme strand stranda
    stranden nes ness neset øy øya øyen ås åsen bø by byen gård gården gard garden kirke kyrkje kirkeby prest smed
    smith møller skredder fisker konge konger dronning greve ridder sky stjerne måne eik eike ask alm lind rogn hegg
    selje gran furu or older osp kvist kvam blad rose roser lilje iris blom blomst fiol vang vangen voll vollen vold
    tange tangen odde odden våg vågen vaag hammer hammeren skog skogen skau li lie lien lia moe mo moen myr myra myhr
    myhre hagen hage hagene bråten braaten bråte rud ruud slette sletten sletta tjern tjønn vann vatn vatne hav sjø
    fjell fjeld hei heia heie aker åker mark marka jord hus huset tun tunet stad sted land heim hjem verk port dør mur
    tårn bro bru bruer vei veien veg vegen vegar gate krok kroken sving ring ringen stien løkke løkken løkka rygg ryggen egge
    egg tind topp toppen skar skaret botn botten bunn bukt bukten sund sundet fjord fjorden hals halsen munn nese hode
    hand hånd fot arm rot stamme kvern mølle stue stua sel seter seteren støl stølen naust brygge brygga kai båt skip
    ulv ørn hauk falk ravn rev reven hjort elg svane due gås kråke hane lam okse gris hest hund katt bie mus laks ørret
    torsk sild brand bue pil sverd skjold spyd kniv øks klubbe nøkkel ramme plass plassen torg torget bank banken
    butikk butikken bil bilen plan mål jobb møte avtale lund leite leiren leir krog rønning rydning rydningen sletter
    haga gjerde gjerdet grind grinda kleiv kleven kleiva lykke lykkja teig teigen flaten flate flata jordet jorde skjær
    skjæret holt holte holtet kjos dokka solbakken nygård nygaard nordby østby vestby sørby midtbø oppegård brekke
    bekk bekken bekkevold kilde kjelde brønn grav rønn søyle pilar bjelke tømmer planke spiker hatt kappe krone
    mester konsul bonde husmann drengen svenn kar gutt jente mann kone bror søster mor far onkel tante
    nissen prinsen reisen prisen bussen kassen rosen"""
)
"""Things one can count: without an article they hardly begin a sentence, so a verb after them speaks for a person."""

MASS = list_keys(
    """liv sol storm vår sommer høst vinter mai mars juni juli april august regn snø is vind torden lyn uvær frost tåke
    fred krig kraft makt tro håp ære æra nåde lykke glede kjærlighet sorg rolighet vilje tid penger arbeid fravær frisk
    sand grus leire malm kull jern stål gull sølv kobber bly brann ild eld røyk damp luft vann strøm elektrisitet olje
    gass vold voll siv lyng mose gress gras halm høy korn rug havre bygg hvete malt humle honning melk smør ost brød
    kjøtt fisk salt pepper sukker ull lin silke bomull lær skinn natur kultur musikk sang dans idrett helse sykdom
    søvn mat drikke øl vin rus trening fest helg jul påske pinse stille dom rett lov orden fart styrke"""
)
"""What begins a sentence without an article too: only what people alone do speaks for a person."""

RARE = list_keys(
    """heidi rune siv iris rosa ada ida roar tore magne brage borg hege helge trygve frode jan kai kim ken eli lise
    else mons knut terje arne lotte julie alfa amalie bente rut ruth eva maria mia tina tine trine marit stine linn lin
    viktor victor max leo noa noah isak emil emma nora ella mina mille molly sara klara clara lilly ronja tuva tiril
    jens lars nils svein geir leif rolf alf ulf dagny solveig synne eir lillian may inger aud gunn bodil oda solveig
    sigrid turid sissel randi kari ole per kåre tove"""
)
"""Names that are ordinary words too, or nearly, but seldom with a capital: a capital says enough."""

PLACES = list_keys(
    """oslo bergen trondheim stavanger kristiansand drammen fredrikstad sarpsborg skien sandnes sandefjord tromsø ålesund
    tønsberg arendal haugesund bodø moss porsgrunn larvik halden hamar lillehammer molde harstad kongsberg gjøvik horten
    askøy ski lillestrøm jessheim kongsvinger elverum hønefoss askim mysen alta narvik kirkenes hammerfest vadsø vardø
    steinkjer namsos levanger verdal stjørdal orkanger oppdal røros kristiansund ulsteinvik volda ørsta førde florø
    sogndal leirvik stord voss odda os knarvik egersund bryne jørpeland flekkefjord farsund lyngdal mandal vennesla
    grimstad lillesand risør tvedestrand kragerø notodden rjukan bø seljord stathelle brevik langesund holmestrand
    svelvik asker bærum sandvika drøbak ås vestby nesodden eidsvoll råholt årnes kløfta nittedal lørenskog strømmen
    rælingen fet enebakk aurskog holmsund raufoss vinstra otta dombås lom fagernes gol ål geilo nesbyen flå hol hemsedal
    vik eid nes sande lier hole gran lunner jevnaker lund sokndal time klepp hå gjesdal strand hjelmeland suldal sauda
    vindafjord tysvær karmøy bokn utsira etne sveio bømlo austevoll øygarden osterøy vaksdal kvam ulvik eidfjord ullensvang
    fitjar tysnes alver austrheim masfjorden fedje gulen solund hyllestad høyanger balestrand leikanger luster årdal
    lærdal aurland askvoll bremanger stryn stad kinn vanylven herøy sandøy giske sula skodje vestnes rauma aukra averøy
    gjemnes tingvoll sunndal surnadal smøla frøya hitra ørland rissa åfjord meldal rennebu melhus skaun klæbu malvik
    selbu tydal meråker frosta snåsa lierne grong overhalla nærøy leka brønnøysund sømna vega mosjøen vefsn hattfjelldal
    mo rana sandnessjøen nesna rødøy meløy gildeskål beiarn saltdal fauske sortland andenes stokmarknes svolvær leknes
    lødingen tjeldsund evenes ballangen setermoen bardu målselv finnsnes senja balsfjord karlsøy lyngen storfjord kåfjord
    skjervøy nordreisa kvænangen kautokeino karasjok tana båtsfjord honningsvåg lakselv loppa hasvik longyearbyen
    norge noreg sverige danmark finland island østlandet vestlandet sørlandet nordland finnmark troms trøndelag nordnorge
    rogaland hordaland vestland agder telemark vestfold buskerud østfold akershus innlandet hedmark oppland sunnmøre
    nordmøre romsdal sunnfjord nordfjord hardanger toten hadeland ringerike romerike follo jæren lofoten vesterålen
    salten helgeland gudbrandsdalen østerdalen valdres hallingdal numedal setesdal groruddalen grünerløkka frogner
    majorstuen sagene bjerke alna stovner grorud furuset holmlia nordstrand lambertseter manglerud ullern røa torshov
    tøyen grønland fana åsane laksevåg fyllingsdalen loddefjord årstad ytrebygda nyborg moholt heimdal tiller lade
    byåsen sentrum london paris stockholm københavn berlin polen litauen tyskland england spania syria eritrea somalia
    afghanistan ukraina pakistan irak iran tyrkia thailand filippinene vietnam usa europa afrika asia"""
)
"""Places, some of which are surnames too."""

PLACE_BEFORE = list_keys(
    """i på fra frå til ved mot rundt utenfor nær om over gjennom hele heile mellom via forbi nord sør øst vest indre ytre
    øvre nedre sentrale nav nye gamle store byen kommunen kommune fylke omkring langs innenfor retning avdeling
    avdelingen kontor kontoret hjem innen både og"""
)
NO_PERSON_AFTER = list_keys(
    """kommune fylke fylkeskommune skole skule ungdomsskole barneskole sykehus sjukehus sykehjem
    sjukeheim hotell kafé kafe kro bygg bygget barnehage barnehagen stasjon senter sentrum kirke kyrkje gate gata vei veg
    vegen veien allé plass torg brygge energi eiendom transport entreprenør maskin elektro rør auto bil bilverksted
    bakeri kraft bank sparebank idrettslag festival universitet legesenter legekontor havn lufthavn flyplass
    kontor avdeling bydel menighet sokn fengsel tingrett tinghus videregående vgs folkehøgskole folkehøyskole museum"""
)
FIRM_FORMS = list_keys("as asa da ans ba sa ks nuf il fk bk")
"""In capitals behind a word: a firm or a club."""

NO_PERSON_BEFORE = list_keys(
    """kafé kafe kafeen hotell hotellet restaurant restauranten firma firmaet bedriften bedrift stiftelsen foreningen
    prosjekt prosjektet avdeling avdelingen team teamet gruppe gruppen gruppa skipet båten bladet avisa avisen boka boken
    filmen sangen tv radio gården garden barnehagen barnehage skolen skole butikken sykehjemmet bedriftene kurset tiltaket
    programmet systemet appen magasinet merket vegvesen statens"""
)
ROLES = list_keys(
    """mentor mentoren fadder fadderen kollega kollegaen sjef sjefen leder lederen leiar leiaren styrer butikksjef
    avdelingsleder teamleder veileder veilederen rettleiar rettleiaren rådgiver rådgiveren saksbehandler kontaktperson
    kontaktpersonen tillitsvalgt verneombud lege legen fastlege fastlegen psykolog psykologen herr fru frøken frk hr dr
    doktor advokat lærer læreren mor far moren faren mora søster bror søsteren broren sønn sønnen datter datteren dattera
    kone kona mann mannen samboer samboeren ektefelle ektefellen kjæreste kjæresten nabo venn venninne brukeren brukaren
    jobbsøker jobbsøkeren jobbsøkjar deltaker deltakeren kandidaten eier eieren arbeidsgiveren daglig"""
)
CALLED = list_keys("heter heiter het heitte hette kalles kalt kalla navnet namnet")
GREETINGS = list_keys("hilsen helsing mvh hei kjære hallo heisann vennlig beste vh")
LABELS = list_keys(
    """stede deltakere deltakarar deltok mentor bruker brukar veileder rettleiar navn namn kontaktperson ansvarlig
    ansvarleg deltaker kontakt leder leiar fadder ringte møtte hilsen"""
)

STRONG_VERBS = list_keys(
    """ringte ringer ringjer sa sier seier fortalte forteller fortel møtte møter ønsker ønsket ønskjer ønskte trives trivdes
    trivst treivst synes syntes synest mener meinte mente meiner håper håpet håpar håpte tror trodde trur spurte spør
    spurde svarte svarer svarar jobber jobbet jobbar jobba arbeider arbeidet arbeidde takket takker takkar takka snakket
    snakker snakka snakkar avtalte avtaler avtalar sluttet sluttar slutta begynte begynner byrja byrjar startet starta
    lærte lærer husker husket hugsar savner savnet liker likte likar gledet gleder gruer gruet sendte sender skrev skriver
    skreiv skriv leste leser forklarte forklarer forklarar meldte melder fulgte følger hjalp hjelper hjelpte hjelper deltok
    deltar søkte søker søkjer søkt glemte glemmer gløymde prøvde prøver prøvar vurderer vurderte klarte klarer klarar
    foreslo foreslår lovet lover lova ba ber bad inviterte inviterer besøkte besøker opplever opplevde opplevd kjørte
    kjører sov sover spiste spiser lo ler gråt smilte smiler satt sitter tenkte tenker tenkjer vet visste veit visste vil
    ville kunne måtte skulle orket orker orka bekreftet bekrefter bekreftar stilte stiller viste viser planla planlegger
    planlegg planleggjer tilbød tilbyr takka kontaktet kontakter kontakta skryter skrøt roste roser hevder hevdet innrømmet
    innrømmer lurte lurer lurar undret trener trente trengte trenger treng bor bodde reiste reiser flyttet flytter hentet
    henter henta hilste hilser helsar overtok overtar underskrev signerte signerer godtok godtar nektet nekter sjekket
    sjekker oppdaterte rapporterte informerte informerer orienterte orienterer veiledet veileder rettleidde bistod bistår
    understreket påpekte presiserte beskrev beskriver kommenterte etterlyste etterspurte mistet mista fortsatte fortset
    fortsetter gjennomførte fullførte leverte leverer opplyste opplyser formidlet ankom avlyste avlyser utsatte dukket
    uteble stiller laget lager fikset ordnet ordner passer passet kjenner kjente føler følte leitar leter lette slet sliter
    mottok studerer studerte sykmeldte kjempet strever strevde kjøpte lånte betalte vant tapte valgte velger valde
    forstår forstod skjønner skjønte opna åpnet says said called wants wanted met told asked works thinks"""
)
"""Finite verbs of what people do."""

NOUN_VERBS = list_keys(
    """møter ønsker jobber takker lærer søker leder arbeider kontakter avtaler sender lover deltaker veileder følger
    opplever ringer taper roser leser skriver trener spiller fester gleder viser henter leter bor lager passer ber vet"""
)
"""Of these the ones that are nouns too: "hans møter"."""

POSSESSIVES = list_keys("hans vår min din sin mine")
SINGULAR_NOUNS = list_keys("lærer leder veileder søker deltaker")
"""Of `NOUN_VERBS` what may stand behind an adjective too: "rask leder"."""

VERB_FOLLOWERS = list_keys(
    "å at seg ikke ikkje som fortsatt framleis nå no fremdeles gjerne fast deltid fulltid hos"
)

WEATHER = list_keys(
    """storm vår sommer høst vinter mai mars juni juli april august regn snø is vind torden lyn uvær frost tåke strøm jul
    påske pinse helg"""
)
"""What comes, goes and lasts as people do."""

COMPANY = list_keys(
    "jeg eg han hun ho vi mentor mentoren sjefen lederen moren faren kollegaen rettleiaren veilederen"
)
"""With "og" before: who does something together with somebody."""

MODALS = list_keys("har hadde skal vil må fikk får fekk")
WEAK_VERBS = MODALS | list_keys(
    """er var ble blir blei vart kan kommer kom kjem gikk går gjekk tok tar tek ga gir gav gjorde gjør gjer sto står stod lå
    ligger kommer holder holdt heldt så ser satte setter trakk virker virket verkar fungerer bør burde"""
)
NO_VERBS = list_keys(
    """etter under over eller heller ellers men mer flere fleire mindre lenger lengre neste beste første siste andre
    kanskje både nokre ofte midt nesten uten mellom sammen siden sidan innen videre vidare helst alltid dette disse ute
    inne oppe nede hver svært ganske dermed derfor derimot imidlertid mest her der hvert noe noen annet anna litt lett tett
    fast rett kort godt flott møte støtte lærer veileder leder arbeidsgiver mentor arbeidet møtet nummer timer uker måneder
    dager netter sommer vinter tre fire åtte hundre ytterligere mulighet virksomhet sikkerhet"""
)
"""Words that end as verbs do and are none."""

PERSON_CONTEXT = list_keys(
    """han hun ho seg sin sitt sine ham henne fornøyd nøgd syk sjuk sykmeldt sjukmeld sykemeldt enig einig sliten glad ansatt
    tilsett hjemme heime permittert klar positiv usikker forsinket borte flink invitert intervju intervjuet jobb jobben
    arbeid praksis mentor mentoren veileder rettleiar møtet møte stede telefon telefonen sjefen kollegaer kollegaene
    kollegene lei nervøs spent motivert stressa stresset trøtt frisk tilbake ferie permisjon opplæring kurs søknad
    lærling vikar der tilbud avtale time svar lønn samtale samtalen innkalt oppsagt førerkort truckkurs oppgaver dårlig"""
)
"""Words that make a person of the one a sentence is about."""

BEFORE_TIME = list_keys(
    "i hver hvert kvar en ein om neste denne denna god per pr dette forrige førre hele heile annenhver"
)
TIMES = list_keys(
    "dag natt morgen kveld vår sommer høst vinter mai mars juni juli april august jul påske pinse helg uke"
)
"""With one of the words before, a time and no person, whatever its letters."""

PARTICLES = list_keys(
    "van von de der den af av zu la le du da di del della dos das el al bin ibn abu ten ter ap y e"
)
"""Parts of names that are no names by themselves."""

NO_NAMES = list_keys(
    """nav teams word excel outlook facebook google rema kiwi coop meny spar extra bunnpris obs ikea posten bring vy ruter
    altinn skype zoom office powerpoint norsk engelsk norge afi fafo ssb nho lo ks nkr aap nif cv iq adhd covid korona
    corona kvp ips uføre bankid truck as asa sa da mandag tirsdag onsdag torsdag fredag lørdag søndag januar februar mars
    april mai juni juli august september oktober november desember jul påske telefon mobil tlf adresse dato hilsen mvh"""
)
"""What stands with a capital beside names and belongs to none."""
