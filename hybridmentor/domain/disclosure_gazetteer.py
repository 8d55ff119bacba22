"""Names that are met in Norway, to propose names that nobody has told us.

Written for this project from what is commonly met; no register's list.
"""

from __future__ import annotations

from hybridmentor.domain.disclosure_words import list_keys

GIVEN = list_keys(
    """aase abdi abdul abdullah adam adrian agnes agnete ahmad ahmed aisha aksel alexander alf ali alice alma amal amanda
    amina amir amund anders andrea andreas andrine andrzej ane anette anita anja anna anne annette anniken annika anton
    arild arne arvid asbjørn asgeir aslak astri astrid atle aud audun august aurora axel ayan ayse barbro bartosz beate
    benedikte benjamin bente berit birger birgit birgitte birte bjarne bjørg bjørn bjørnar bodil brage brit britt cathrine
    camilla carina caroline cecilie celine charlotte christian christina christine christoffer dag dagfinn dagny daniel
    david dina dmitri dorthe edvard edvin egil eilif eirik einar eivind elena eli elin elina eline elisabeth elise ella
    ellen elsa else emil emilie emma emre endre erik erika erlend erling ernst espen esther eva even evy fadumo farah
    fartun fatima fatma felix filip finn frank freddy fredrik frida fritz frode gabriel gard gaute geir georg gerd gina
    gisle gjertrud grete grethe gro grzegorz gunn gunnar gunnhild gunvor gustav guri guro gøril haakon hakim halvard
    halvor hamza hanna hannah hanne hans harald hassan hauk hedda hedvig hege heidi helene helena helge helga helle henny
    henriette henrik henry herman hilde hjalmar hussein håkon håvard ibrahim ida idar inga inge ingeborg inger ingrid
    ingunn ingvild ingvar irene iris isabel isabella isak ismail ivan ivar iver jakob jakub jan jane janne jarl jarle
    jasmin jeanette jelena jenny jens jesper joakim joar johan johanna johanne johannes john johnny jon jonas jonathan
    jorun jorunn josefine jostein julia julian julie jørgen jørn kaia kaja kamil kamilla karen kari karianne karim karin
    karina karl karoline kasper katarzyna kathrine katrine kenneth kent ketil khadija khalid kim kine kirsten kirsti
    kjartan kjell kjersti kjetil klara klaus knut konrad kristen kristian kristiane kristin kristina kristine kristoffer
    kåre lars lasse laila laura lea leif leila lena leon lene liam liban lilly linda line linn linnea liss liv live lise
    lisa lisbeth liv lone lotte louise lucas ludvig lukas lukasz maciej magdalena magne magnar magnhild magnus mahad
    maja malin malgorzata marcin marcus maren margit margrete margrethe mari maria mariam marianne marie marit marita
    marius mariusz markus marta marte marthe martin martine mateusz mathea mathias mathilde mats maryam mattis may merete
    merethe mette mia michael michal mikael mikkel milan milla mina miriam mohamed mohammad mohammed mohamud mona monica
    monika morten muhammad mustafa nadia natalia nathalie nicolai nils nina noah nora norunn oda odd oddbjørn oddny oddvar
    odin ola olav ole oleksandr olena oliver olivia oluf omar osama oscar oskar osman otto pawel peder per pernille peter
    petra petter philip pia piotr pål ragna ragnar ragnhild rahel randi rasmus rebekka reidar reidun renate rikke rita
    robert roger rolf ronny roy ruben rune runar rut ruth sahra said salma sander sandra sara sarah sebastian selma sigbjørn
    sigmund signe sigrid sigrun sigurd sigve silje simen simon sindre siri sissel siv sivert snorre sofia sofie solbjørg
    solfrid solveig solvor sondre sonja stanislaw stefan steffen stein steinar stian stig stine storm sunniva svein sverre
    svetlana svanhild synne synnøve søren tarjei tatiana terese terje thea theodor therese thomas thor thorbjørn thorvald
    tiril tiina tobias tom tomas tomasz tommy tone tonje tor tora torbjørn tord tore torgeir torhild torill torill toril
    torkel torleif torstein torunn torvald trine trond truls trude trygve tuva turi turid tyra ulf ulrik una unni vanessa
    vebjørn vegar vegard vera veronica veronika vibeke victoria vidar vigdis viktor viktoria vilde vilhelm viljar vladimir
    wenche wiktoria william willy wojciech yasmin yasin ylva yngvar yngve yohannes yonas yusuf zahra zainab zeynep ørjan
    øystein øyvind åge ågot åse åshild åsmund åsne åste"""
)

SURNAMES = list_keys(
    """hansen johansen olsen larsen andersen pedersen nilsen kristiansen jensen karlsen johnsen pettersen eriksen berg
    haugen hagen johannessen andreassen jacobsen dahl jørgensen halvorsen henriksen lund sørensen jakobsen gundersen moen
    iversen strand svendsen solberg martinsen paulsen eide knutsen bakken kristoffersen mathisen lie rasmussen amundsen
    lunde kristensen bakke moe berge nygård solheim fredriksen nguyen lien holm andresen christensen hauge knudsen nielsen
    evensen sæther hanssen haugland aas myhre thomassen simonsen sivertsen ali danielsen ruud sandvik antonsen rønning ås
    ahmed myklebust arnesen næss strøm jenssen mohamed vik eliassen ellingsen tangen edvardsen khan isaksen gulbrandsen
    ødegård birkeland aune eilertsen brekke jonassen abrahamsen mikkelsen helgesen håland hussain hassan engen magnussen
    bråten mikalsen bjerke tveit sunde ottesen gjerde bøe johannesen hovland helland christiansen breivik rød kvam lorentzen
    nordmann wilhelmsen ludvigsen ødegaard solbakken aasen tran fossum erlandsen lian oluf ibrahim abdi warsame osman yusuf
    kowalski nowak wisniewski kaminski lewandowski zielinski kovalenko shevchenko petrov ivanov singh kaur begum hussein
    tesfay haile tekle gebre kidane ghebre habtom weldu said omar farah jama ismail mahmoud sharif butt malik chaudhry
    sandberg lindberg bergström svensson johansson nilsson karlsson eriksson larsson persson olsson gustafsson jonsson
    fjeld fjelde skaar skår vold wold voll vollan nordby østby vestby rustad bratli bratlie stokke stokkan sletten foss
    grimstad tønnessen torgersen tollefsen syversen samuelsen salvesen rosenberg rolland risan reitan ramberg ness nes
    myrvold myran mo meyer lysne løken lundberg langeland kvale kleven klausen kjær hoel holen hermansen helle hegge heggem
    haaland gran finstad falch enger dalen dalland borge bjørnstad bergersen bergli berntsen bendiksen benjaminsen asplund
    askeland aaberg aamodt ågotnes åsheim"""
)

SURNAME_ENDINGS = (
    "sen", "ssen", "zen", "stad", "rud", "heim", "sland", "eland", "svik", "berg", "lund", "haug", "moen", "seth",
    "gaard", "gård", "vold", "holm", "bakken", "sæter", "sæther", "dahl", "quist", "ski", "sson", "ström", "enko",
    "wicz", "rød", "hagen", "haugen", "strøm", "skog", "tveit", "nes",
)  # fmt: skip
"""How surnames end; enough beside a given name, never alone."""

NOUN_ENDINGS = (
    "plassen", "klassen", "kassen", "massen", "messen", "bussen", "reisen", "prisen", "krisen", "pausen", "fasen", "basen",
    "prosessen", "adressen", "interessen", "ressursen", "instansen", "konferansen", "analysen", "diagnosen", "avisen",
    "lisensen", "annonsen", "sjansen", "balansen", "pensen", "kursen", "grensen",
)  # fmt: skip
"""How words in the definite form end that end as surnames do."""
