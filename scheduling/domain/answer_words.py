"""The words answers are read by: one table a kind, by language. New wording belongs here, and only here.

Phrases stand between commas. Write them plainly: case, accents, doubled letters and signs do not count when a text is
read, so "nej" also finds "NEEJ!!" and "själv" also finds "sjalv".
"""

from collections.abc import Mapping

Words = Mapping[str, str]

# Taken as such only when the whole text is one of them, courtesies aside. The English ones are the provider's own too.
STOP: Words = {
    "sv": "stopp, stop, stoppa, avsluta, avregistrera, sluta, stopp sms, stoppa sms, avsluta sms",
    "en": "stopall, stop all, unsubscribe, end, quit, cancel, revoke, optout, opt out",
    "fi": "lopeta, seis",
    "ar": "قف, توقف, إيقاف, ايقاف, اوقف",
    "so": "jooji, joogso",
}
START: Words = {"sv": "start, starta, börja, starta igen, börja igen", "en": "unstop"}
PAGE: Words = {"sv": "sida, sidan, min sida, egen sida, länk, länken, min länk, ny länk, skicka länk, skicka länken, skicka ny länk",
    "en": "page, my page, link, my link, new link, send link", "fi": "sivu, oma sivu, sivuni, linkki, uusi linkki", "ar": "صفحة, صفحتي, رابط, الرابط", "so": "bog, bogga, boggayga, linkiga"}  # fmt: skip
HELP: Words = {"sv": "hjälp, info", "en": "help", "fi": "apua, apu", "ar": "مساعدة", "so": "caawimaad, caawi"}
# Says nothing of coming, though it has a yes in it. Only when the whole text is one of them.
SMALL_TALK: Words = {
    "sv": "ja hej, ja hejsan, ja hallå, ja god kväll, ja det är jag, ja det var jag, ja det stämmer, jo det stämmer, ja just det, ja så är det, ja det är rätt nummer, "
    "jo det är rätt nummer, ja rätt nummer, ja jag lever, jo jag lever, ja det vet jag, ja jag vet, ja jag ser det, ja jag har sett det, ja vi hörs, ja vi ses väl, ja god jul, ja gott nytt år",
    "en": "yes hello, yes it is me, yes this is me, yes thats me, yes i know",
}
# Wherever they stand: nobody who writes so wants another text.
NO_MORE_TEXTS: Words = {
    "sv": "sluta skicka, sluta smsa, sluta sms a, sluta messa, inga fler sms, inga mer sms, inte ha fler sms, "
    "inte ha mer sms, inte ha några fler sms, inte ha några sms, inte ha fler meddelanden, inga fler meddelanden, "
    "inte få fler sms, inte få sms, inte ha sms, inte ha era sms, avsluta prenumeration, avsluta prenumerationen, från sms, från era sms, skicka inte fler, skicka inga fler, skicka inte mer, avregistrera mig, "
    "avregistrera mitt nummer, från sms listan, ta bort mitt nummer, sluta kontakta mig, stoppa utskick, stoppa utskicken, stoppa alla sms",
    "en": "stop texting, stop sending, stop messaging, no more texts, no more messages, unsubscribe me, remove my number",
}

# Sayings that mean something else than their words, and what they are read as.
IDIOMS: Mapping[str, str] = {
    "kan inte": "det gör jag inte, det kan jag inte, det kan jag tyvärr inte, det kan jag ej",
    "ja": "inte mig emot, 100 procent, hundra procent, det kan jag, inga problem, inget problem, inga som helst problem, no problem, no problems, utan problem, absolut inga problem, "
    "absolut inget problem, inga bekymmer, not a problem, no worries, no stress, no sweat, لا مشكلة, ما في مشكلة, لا مانع, ما عندي مانع, لا بأس, det är lugnt, klart som korvspad, klart jag kommer, klart jag ställer upp, "
    "klart jag är med, såklart, så klart, det är klart, klart det, klart att jag kommer, klart att jag är med, "
    "kan inte vara bättre, kan inte bli bättre, det kan du räkna med, det kan ni räkna med, ja visst, ja då, jo då, "
    "ja men visst, jo men visst, jo men absolut, ja men absolut, ja men gärna, ja men självklart, jamen absolut, "
    "jamen visst, ja men det går bra, ja men det kan jag, jo men det går bra, jo men det kan jag, ok då, okej då, "
    "okey då, men självklart, men absolut, men visst, self klart, själv klart, ja jag men san, ja jag men, ja ja men, "
    "ja ja mensan, ja menar san, fattas bara, det fattas bara",
    "tyvärr": "ja tyvärr",
    "avbokar": "ta tillbaka mitt ja, tar tillbaka mitt ja, tagit tillbaka mitt ja",
    "nej inte": "absolut inte, verkligen inte, självklart inte, inte en chans, ingen chans, no way, aldrig i livet",
    "försenad": "kommer strax, är på väg, e på väg, parkerar nu, sitter fast, har fastnat, fastnat i, fast i trafiken, fast i trafik, fast i kö, fast i kön, fast på jobbet",
    "bara": "bara bara",
    "|": "punkt, kommatecken, utropstecken",
    "": "fråga gärna igen, fråga mig gärna igen, fråga igen, hör gärna av er igen, hör av er igen, såg detta först nu, såg det först nu, ser detta först nu, ser det först nu, nej men hej, nej vad kul, nej vad roligt, nej men vad kul, nej men vad roligt, nej så kul, nejmen vad kul, vad kul, vad roligt, vad bra, vad trevligt, va kul, va roligt, va bra, va trevligt, så kul, så roligt, "
    "tack för att du frågar, tack för att ni frågar, tack för att du frågade, tack för att ni frågade, tack för frågan, tack för inbjudan, tack för förfrågan, "
    "kul att ni frågar, kul att du frågar, kul att bli tillfrågad, thanks for asking, om gud vill, inshallah, insha allah, "
    "in sha allah, ان شاء الله, إن شاء الله, hoppas det går bra ändå, hoppas det går bra, hoppas ni får ihop det, "
    "hoppas ni hittar någon annan, hoppas ni hittar någon, hoppas att ni hittar någon, hoppas det löser sig, "
    "lycka till, ha det så kul, ha en bra kväll, ha en fin kväll, ha en bra dag, ha en fin dag, ha en bra helg, "
    "ha en fin helg, trevlig helg, trevlig kväll, ha det bra, ha det gott, ha det fint, hej då, hejdå, hej hej, "
    "ses då, vi ses då, ska bli kul, ska bli skoj, ska bli roligt, ska bli trevligt, det ska bli kul, ska bli så kul, "
    "blir kul, blir roligt, det blir kul, det blir roligt, blir trevligt, ser fram emot det, ser fram emot, ser framemot, "
    "jag ser fram emot det, as usual, som vanligt, skickat från min iphone, skickat från min ipad, skickat från min samsung, skickat från min mobil, skickat från outlook, "
    "sent from my iphone, sent from my phone",
}

# A yes wherever it stands, as long as nothing speaks against it.
YES: Words = {
    "sv": "ja, j, jah, jaha ja, jap, japp, japps, jepp, jepps, jaapp, yapp, jajamen, jajamän, jajamensan, jajamänsan, jajemän, "
    "jajemen, jajamensann, jajamänn, jamän, jamen, jajjamen, jojomen, jojomensan, jojjomen, jadå, jada, javisst, jodå, jo, joho, jupp, jopp, jau, "
    "jao, jajaja, jaja, jajja, jorå, jora, jojo, jovisst, javistt, jadu, ja du, joförfan, jaaa, ha ja, "
    "absolut, absoult, abslout, absolutt, absolut ja, självklart, sjävklart, sjelvklart, självklar, givetvis, naturligtvis, "
    "jatack, jepptack, räkna med mig, räkna in mig, kan räkna med mig, skriva upp mig, sätta upp mig, sätt upp mig, skriv upp mig, boka in mig, boka mig, "
    "jag är med, jag är på, jag e på, jag ä på, ja är med, ja e med, jag e med, jag ä med, jag ä mä, jag e mä, mä på det, jag infinner mig, jag finns där,  är med, e med, hänger på, hänger med, jag hakar på, ställer upp, "
    "ställer gärna upp, jag tar det, jag tar passet, tar passet, jag tar den, kör på det, då kör vi, vi kör, kör på, "
    "jag bekräftar, bekräftar, bekräftas, tackar ja, tacka ja, kommer gärna, följer gärna med, kan gärna, med glädje, "
    "självfallet, deltar gärna, yes box, yess, med nöje, vill gärna, jag lovar",
    "en": "yes, yep, yeah, yea, yup, yess, jess, yes i can, yes please, sure, sure thing, of course, certainly, definitely, "
    "absolutely, ill be there, i will be there, i will come, ill come, count me in, i can come, im in, i am in, im available, i am available, im coming, i am coming",
    "fi": "joo, kyllä, joo tulen, sopii, sopii hyvin, totta kai, tottakai, kyllä tulen, olen mukana, olen tulossa",
    "ar": "نعم, اكيد, أكيد, بالتأكيد, ايوه, أيوه, أيوة, ايوة, اي, ايه, طبعا, موافق, اوكي, سوف احضر, سوف أحضر, سأكون هناك, سأحضر, ساحضر",
    "so": "haye, waan imaanayaa, waan imanayaa, waan imaan karaa, waa hagaag, waan joogaa",
}
# A yes only when all the other words are known small words: these also turn up in sentences about something else.
MAYBE_YES: Words = {
    "sv": "ok, okej, oki, oki doki, okey, okay, okidoki, k, visst, gärna, det gör jag, gör jag, passar, passar bra, perfekt, toppen, "
    "kanon, kanonbra, super, fint, utmärkt, klart, finns på plats, på plats, är där, jag är där, det blir bra, blir bra, blir fint, "
    "deltar, ses där, vi ses, ses, vi ses där, syns, vi syns, det går bra, går bra, går jättebra, går fint, går utmärkt, "
    "funkar, funkar bra, fungerar, fungerar bra, det fungerar, det löser jag, löser det, fixar det, jag fixar det, "
    "det fixar jag, det ordnar jag, det ordnar vi, det ska jag, jag kan det, det kan jag, säkert, suveränt, strålande, låter bra, det låter bra, "
    "självaste, uppfattat, javäl, jaha ok, jaha okej, jag går, jag går med, går med, vill vara med, med på det, är med på det, "
    "jag är klar, är redo, jag är redo, aa, ah, bokat, noterat, jag tar, jag kan ta, är bra, e bra, alltid redo, då säger vi det",
    "en": "why not, see you there, see you, great, perfect, fine, i can, works, works for me, sounds good, will do, i can make it, yes ok",
    "fi": "tulen, pääsen, käy, käy hyvin, ok tulen, selvä, hyvä, onnistuu, minä tulen, voin tulla",
    "ar": "تمام, طيب, حاضر, استطيع, أستطيع, يمكنني, ممكن الحضور",
    "so": "waan awoodaa, hagaag, waayahay",
}
# Being able: a yes on its own, a no beside "inte".
ABLE: Words = {
    "sv": "kan, kann, kna, kommer, komer, komme, kommr, hinner, hinne, hinn, orkar, vill, funkar, funka, fungerar, går, deltar, passar, "
    "klarar, möjlighet, har möjlighet, är med, vara med, va med, kunna, ställer upp, medverkar, närvarar, dyker upp, lyckas, "
    "medverka, delta, komma, följer med, klaffar, dugar, duger",
    "en": "can, come, coming, make it, able, attend, join",
}
# What one cannot do, beside "kan inte": "kan inte komma".
TO_COME: Words = {
    "sv": "komma, vara med, va med, kunna, delta, ställa upp, hinna, följa med, medverka, närvara, gå med, gå, orka, vandra, "
    "nattvandra, hjälpa till, vara där, åka, deltaga, dyka upp, ta passet, ta det, ta det passet, ta den, jobba, gå ut, bidra, leda, "
    "leda gruppen, vara ledare",
    "en": "come, make it, attend, join, be there, do it, walk",
}
NOT: Words = {
    "sv": "inte, ej, int, inge, icke, aldrig, inet, itne, intr, ente, ite, ikke, inta, änte",
    "en": "not, dont",
}
# Both at once.
CANNOT: Words = {"en": "cant, can not, cannot, wont, couldnt, unable to, not able to, wont be able to"}
NO: Words = {
    "sv": "nej, nei, nein, bej, nek, nrj, ne, nä, nejdå, näe, nea, neh, näh, nej nej, näpp, näru, nejtack, neej, njet, nej tack, nix, nepp, icke, förhinder, förhindrad, "
    "har förhinder, ingen möjlighet, inte möjlighet, ej möjlighet, passar dåligt, passar illa, upptagen, upptaget, uptagen, bortrest, "
    "avstår, får avstå, måste avstå, får stå över, går tyvärr bort, står över, stå över, tacka nej, tackar nej, n, nehej, nääe, nädu, nänä, nejdu, näej, naj, nai, nejjj, omöjligen, "
    "inte tid, ingen tid, har inte tid, avböjer, går bort, går ej, utomlands, funkar dåligt, skippar, hoppar över, pass den här gången, "
    "deltar ej, ingen ork, inte med, inte denna gång, inte denna gången, inte den här gången, inte den gången, "
    "inte den här veckan, inte den här helgen, inte denna helg, inte i helgen, ej i helgen, int i kväll, int ikväll, inte ikväll, inte i kväll, inte ikväl, ej ikväll, ej i kväll, inte idag, inte i dag, inte i natt, "
    "inte imorgon, inte i morgon, inte för mig, inte för min del, inte möjligt, ej möjligt, inte aktuellt, ej aktuellt, "
    "tyvärr inte, tyvärr ej, inte tyvärr, ej tyvärr, inte nu, inte just nu, omöjligt, inte hemma, inte i stan, inte i sverige, ska bort, lovat bort mig, hoppa över, går inte ihop, blir inte av, gå int",
    "en": "no, nope, nah, no can do, no thanks, no thank you, not this time, not tonight, not today, not possible, busy, away",
    "fi": "ei, en kerkeä, en pääse, en voi, en tule, en ehdi, en pysty, ei käy, ei kiitos, ei onnistu, en jaksa",
    "ar": "لا, كلا, لا استطيع, لا أستطيع, لا اقدر, لا أقدر, ما اقدر, ما أقدر, لن احضر, لن أحضر, لا يمكنني, مشغول, لا شكرا, آسف لا, لست متاح",
    "so": "maya, ma imaan karo, ma iman karo, ma awoodo, ma imanayo, ma imaanayo, mayo, ma awoodi, waan mashquulsanahay",
}
# A no only when nothing but reasons and small words stand beside: "tyvärr blir jag sen" is none.
REGRET: Words = {
    "sv": "tyvärr, tyvär, tyvrr, tyärr, tyvvär, tyvörr, tyvart, dessvärre, ledsen, beklagar, förlåt, sorry, sry",
    "en": "sorry, unfortunately, im afraid",
    "fi": "valitettavasti, anteeksi, pahoittelut",
    "ar": "اسف, آسف, للأسف, للاسف, عذرا",
    "so": "raali ahow, waan ka xumahay",
}
# Why somebody cannot. Beside a yes it speaks against it.
EXCUSE: Words = {
    "sv": "jobbar, jobba, jobb, arbetar, arbeta, arbete, jobbet, natt, sjuk, sjuka, sjukt, sjukdom, krasslig, dålig, feber, förkyld, magsjuk, influensa, "
    "covid, corona, hostar, vab, vabbar, migrän, ryggskott, opererad, operation, semester, resa, rest, reser, bortrest, bortresta, borta, "
    "bröllop, begravning, kalas, födelsedagskalas, ont i ryggen, fest, födelsedag, fyller, barnvakt, barnen, upptagen, dubbelbokad, dubbelbokat, inbokad, uppbokad, "
    "fullbokad, annat för mig, annat inplanerat, något annat, ingen barnvakt, mår inte bra, mår dåligt, ingen bil, gäster, skift, släktmiddag, andra planer, planer, inbokat, annat inbokat, annat den kvällen, "
    "jour, match, fjällen, landet, utomlands, utlandet, jobbhelg, kvällspass, nattpass, nattskift, helgjobb, för trött, slut, "
    "skadad, stukat, brutit, gipsad, tandläkare, läkartid, möte, fullt upp, har för mycket",
    "en": "work, working, sick, busy, away, travelling, traveling, travel, out of town, abroad, wedding, flu",
    "fi": "töissä, sairas, kipeä, työ, matkoilla",
    "ar": "مريض, عمل, مسافر",
}
# Who only says so may mean to come all the same.
ILL: Words = {
    "sv": "sjuk, sjuka, sjukt, sjukdom, krasslig, dålig, feber, förkyld, magsjuk, influensa, covid, corona, hostar, migrän, ryggskott, trött, skadad",
    "en": "sick, ill, flu",
    "fi": "sairas, kipeä",
    "ar": "مريض",
}
# A promise taken back: acts as a no, also for someone who had a place.
WITHDRAW: Words = {
    "sv": "inte komma längre, hoppa av, hoppar av, hoppa ur, hoppar ur, avboka, avbokar, avbokning, avbokas, avanmäla, avanmäler, återbud, ställa in, ställer in, "
    "inte längre, ej längre, ändå inte, inte komma ändå, inte ändå, ändå ej, inte vara med ändå, inte kan komma ändå, "
    "inte gå ändå, inte ikväll ändå, inte i kväll ändå, inte idag ändå, inte komma i alla fall, inte i alla fall, kan inte ändå, inte komma trots allt, trots allt inte, ta bort mig, stryk mig, stryka mig, plocka bort mig, "
    "måste backa, kommit emellan, kom emellan, dykt upp något, blev magsjuk, blev förkyld, blivit sjuk, blivit magsjuk, blivit förkyld, blivit krasslig, blev sjuk, får backa, får backa ur, backar ur, backa ur, dra mig ur, drar mig ur, "
    "dra tillbaka, tar tillbaka mitt ja, ångrar mig, ångrat mig, ändrat mig, ändra mig, ändrar mig, fått förhinder, får förhinder, fick förhinder, "
    "fått feber, fått magsjuka, fått influensa, fått covid, inte som jag sa, måste lämna återbud, lämnar återbud, dyker inte upp ändå, blir inget för mig, boka av, bokar av, bokar av mig, "
    "kliva av, kliver av, lämna över min plats, ge min plats",
    "en": "cant make it anymore, cannot make it anymore, cant come anymore, cant come after all, have to drop out, drop out, "
    "have to cancel, need to cancel, must cancel, withdraw, pull out, back out, cant make it after all, not coming after all",
    "fi": "joudun perumaan, peruutan, perun, peruuttaa, en pääsekään, en tulekaan, en pääse sittenkään",
    "ar": "الغي, إلغاء, الغاء, اعتذر عن الحضور",
}
LATE: Words = {
    "sv": "försenad, försenat, försenade, försening, min sen, min sent, min senare, min försenad, minuter sen, minuter sent, minuter senare, "
    "minuter för sent, minuter för sen, min för sent, min för sen, minut sen, minuters försening, kvart sen, kvart sent, kvart senare, "
    "kvart för sent, timme sen, timme sent, timme senare, tim sen, tim senare, halvtimme sen, halvtimme senare, halvtimme sent, "
    "är sen, e sen, blir sen, blir jag sen, lite sen, lite sent, lite senare, lite för sent, lite för sen, något sen, något senare, "
    "något sent, bli sen, bli lite sen, bli lite sent, ganska sen, blir sent, blir senare, blir jag lite sen, kommer sent, "
    "kommer senare, komma sent, komma senare, komma lite sent, kommer för sent, dröjer, jag dröjer, dröjer lite, dröja, blir jättesen, jättesen, jättesent, "
    "blir lite sen, kommer efter, möter upp senare, ansluter senare, ansluter sen, hinner inte i tid, kommer inte i tid, inte i tid, inte fram i tid, "
    "min efter, minuter efter, missade bussen, missat bussen, missade tåget, missat tåget, på väg, är på väg, snart där, strax där",
    "en": "late, running late, delayed, be late, im late, on my way, minutes late, stuck in traffic, running behind",
    "fi": "myöhässä, myöhästyn, myohassa",
    "ar": "متأخر, متاخر, سأتأخر, ساتأخر, ساتاخر, سأتاخر, اتأخر, أتأخر",
    "so": "waan soo daahayaa, waan daahayaa, daahay, waan habsaamayaa",
}
BUT: Words = {
    "sv": "men, fast, dock, mne",
    "en": "but, although",
    "fi": "mutta",
    "ar": "لكن, ولكن, بس",
    "so": "laakiin",
}
# Beside a yes, something the leader wants to know.
TELL: Words = {
    "sv": "bara, endast, enbart, skjuts, hämta, hämtad, skjutsa, tar med, ta med, tar jag med, sluta, slutar, går hem, gå hem, åka hem, åker hem, måste hem, "
    "behöver, minuter, tidigare, först, direkt från jobbet, ont, ingen väst, väst, västen, måste, ringer, max, längst, som längst, "
    "halva, delvis, en stund, ett par timmar, en timme, några timmar, slippa leda, vill inte leda, allergi, allergisk, kompis, "
    "vän, granne, grannen, parkering, nyckel, nycklar, nycklarna, ficklampa, kaffe, fika, fikat, bullar, sitta, knät, knä, rygg, "
    "båda två, byta om, ansluter, möter upp, går in",
    "en": "only, bringing, leave early, need a ride, until, leave at",
    "fi": "vain, vasta",
}
# Tells of what has been: "ja, jag såg att ni skrev" agrees with nothing.
PAST: Words = {
    "sv": "var, såg, fick, skrev, kom, blev, tänkte, ville, läste, hörde, glömde, missade, tog, gjorde, pratade, hittade, mötte, träffade, hjälpte, tyckte, "
    "ringde, skickade, igår, i går, förra, häromdagen, i måndags, i tisdags, i onsdags, i torsdags, i fredags, i lördags, i söndags, i helgen som var, för sist, för senast",
    "en": "was, saw, got, did, went, thought, yesterday, last",
}
# Says no once more: "nej, jag behöver inte skjuts" may be no answer at all.
NONE: Words = {"sv": "ingen, inget, inga", "en": "none"}
# Begins a reason, and with it a clause.
BECAUSE: Words = {
    "sv": "eftersom, pga, p g a, på grund av, på gr av, då vi, då jag, då det, för jag, för vi, för att jag, för att vi, för det är",
    "en": "because, since",
}
# Asks something even without its sign.
QUESTION: Words = {
    "sv": "vem, vems, varför, vad, när, hur, hurdan, var är, var ska, var samlas, var möts, var träffas, var börjar, "
    "var står, var någonstans, vart, vilken, vilka, vilket, finns det, gäller det, vet du, vet ni, skulle du, skulle ni, "
    "kan inte du, kan inte ni, kan inte någon, går det att, frågetecken, undrar, fråga, fattar inte, förstår inte, förstår ej",
    "en": "who, what, when, where, why, how, which",
    "fi": "kuka, mitä, milloin, missä, miksi, miten, mikä, voinko, voitko",
    "ar": "من هذا, من انت, من أنت, متى, اين, أين, كيف, لماذا, هل, ماذا, ما هو, ما هذا, من",
    "so": "waa kuma, goorma, xagee, maxaa, waa maxay, halkee, sidee",
}
# Asks only where a clause begins: "tyvärr kan jag inte" does not.
ASKING_VERB: Words = {
    "sv": "kan du, kan ni, kan man, kan jag, kan vi, kan någon, får jag, får man, får vi, kommer du, kommer ni, kommer det, är det, är ni, "
    "är du, är detta, ska vi, ska jag, ska man, behöver jag, behöver man, behöver ni, behöver vi, har ni, har du, har vi, måste jag, måste man, "
    "går ni, går du, går vi, går det bra om, går det bra att, blir det, blir ni, räcker det, hinner jag, samlas vi",
    "en": "can you, can i, is it, do you, do i, are you, will you, is there, is this, should i",
}
# Whatever hangs on something else, or is about someone else: a person reads it.
DOUBT: Words = {
    "sv": "kanske, kanse, knske, kansk, eventuellt, eventuelt, ev, evt, om, ifall, ifal, isåfall, såfall, beror, beroende, osäker, osäkert, oklart, tveksam, tveksamt, vet inte, "
    "vet ej, vet, tror, trodde, nog, nok, möjligen, möjligtvis, antagligen, troligen, troligtvis, förmodligen, förutom, utom, annars, byta, byter, byt, nja, "
    "njae, nja, sådär, återkommer, återkomma, kolla, kollar, prata med, försöka, försöker, försök, fel nummer, fel person, missa, inte säga nej, inte vänta, inte tacka nej, "
    "såvida, förutsatt, förutsättning, villkor, ring, istället, i stället, han, hon, hen, dom, min man, min fru, frun, fru, maken, makan, "
    "sambo, sambon, mannen, dottern, sonen, min son, min dotter, mamma, pappa, behövs, krävs, helst inte, helst, gick, hade, skulle, kunde, redan, hoppas, eller, antingen, "
    "får se, får vi se, vi får se, ska se, se om, hör av mig, hör av dig, meddelar, ger besked, lämnar besked, besked, svarar, svara, slipper, problem, ångra, ångrade, "
    "väl, vore, borde, ingen annan, någon annan, nån annan, reserv, reservlista, nödfall, i värsta fall, i sista hand, backup, innan, mer information, mer info, i mån av, funderar, fundera, inte omöjligt, ej omöjligt, inget är omöjligt, inte säker, inte säkert, ej säkert, säkert att, som det ser ut, lutar, knappast, vänta, glöm, den andra, den andre, den ena, vill sluta, inte med längre, nytt nummer, jag passar, tänkt, inte bestämt, inte klart, "
    "säker på, inte utesluta, utesluta, låta bli, inte annat, tills vidare, preliminärt, prel, tills, så länge, beslutar, bestämmer, "
    "väntar på, inväntar, återstår, chans, chansen, fifty fifty, femtio, procent, sade nej, jag sa nej, sagt nej, jag sa ja, sagt ja, missförstått, missförstånd, skämt, skojar, ironi, "
    "betyder, svarat, svarade, inte nej, inget nej, inte ja, inget ja, sagt, sade, sa ju ja, sa ju nej, vidarebefordrat, vidarebefordrar, fwd, hälsar att, "
    "inte än, inte ännu, drömmar, pyttsan, jo tjena, ja tjena, i föreningen, flyttat, slutat",
    "en": "maybe, may, if, perhaps, depends, unless, might, instead, dont know, not sure, try, probably, possibly, wrong number, "
    "think, hope, let you know, get back to you, wrong person, or, otherwise, no idea, i said, already, i mean",
    "fi": "ehkä, jos, en tiedä, tiedä, luulen, riippuu, katsotaan, yritän, toivottavasti, vai, tai",
    "ar": "ربما, اذا, إذا, لا اعرف, لا أعرف, لا ادري, لا أدري, ممكن, سأحاول, او, أو",
    "so": "laga yaabaa, haddii, ma garanayo, ma aqaan, malaha, ama",
}
# Beside someone's own no these are only the reason: "nej, mamma fyller 80", "sonen är sjuk så jag kan inte".
FAMILY: Words = {
    "sv": "min man, min fru, frun, fru, maken, makan, sambo, sambon, mannen, dottern, sonen, min son, min dotter, mamma, pappa",
}
OWN_NO: Words = {
    "sv": "jag kan inte, jag kan tyvärr inte, kan jag inte, kan jag tyvärr inte, jag hinner inte, jag kan ej, kan jag ej",
}
# Someone else's answer, told by this one: "Kalle säger ja". After these words it is one's own.
REPORTED_ANSWER: Words = {"sv": "säger ja, säger nej, svarar ja, svarar nej, hälsar ja, hälsar nej"}
OF_ONESELF: Words = {"sv": "jag, ja, jga, vi, måste, får, vill, tyvärr, och, o, så, då, hej"}
# Nor is a hope: "kan inte, hoppas benet är bättre".
HOPE: Words = {"sv": "hoppas", "en": "hope"}
# Doubts that only say how late: "blir nog tio minuter sen".
SOFT: Words = {"sv": "nog, tror, tror jag, kanske, troligen, väl, antagligen, förmodligen, måste, hade, skulle, redan"}
# Up to "men", only a wish: "skulle gärna komma, men kan inte".
WISH: Words = {
    "sv": "skulle gärna, skulle jättegärna, hade gärna, hade jättegärna, vill gärna, ville gärna",
    "en": "would love to, would like to",
}
# From here to the end of the clause it is about some other night. What may stand before it are single words.
OTHER_TIME: Words = {
    "sv": "nästa, nästkommande, annan gång, andra gånger, andra gången, annan dag, annan kväll, andra kvällar, andra dagar, annan vecka, annat datum, "
    "annan fredag, annan lördag, annat tillfälle, andra tillfällen, framöver, längre fram, fler gånger, i framtiden, en annan, veckan därpå, veckan efter, efter jul, efter nyår, efter sommaren, i höst, i sommar, till våren, till hösten",
    "en": "next, another time, another day, other times",
    "fi": "ensi, toisella kertaa, toisen kerran",
}
BEFORE_OTHER_TIME: Words = {
    "sv": "kanske, gärna, kan, kommer, tar, hoppas, försöker, jag, vi, på, till, en, någon, nån, då, det, ska, den, vid, fråga, frågar, hör, av, er, dig, "
    "ställer, upp, är, med, går, och, så, fortsätt, igen, ett, kul, om, ses, vill, tar, nya, tag, bättre, lycka, skriv, ring, mer, säg, till, prova, pröva, försök, bra, annars, helst",
    "en": "maybe, i, can, ask, me, try, hopefully, the, a, for",
}
# After a spoken "ja" that is "jag": "ja jobbar".
AFTER_JAG: Words = {
    "sv": "är, e, ä, har, ska, skall, måste, jobbar, fick, blev, ligger, åker, sitter, skulle, kunde, önskar, hade, får, reser, behöver jobba, tar, går på, vet, tror, kan int, orkar int, hinner int, hinn int, kommer int, vill int, kan ente, kan ite, kan änte"
}
# May stand beside a code: "ja till nr 2 och 3".
BESIDE_CODES: Words = {
    "sv": "till, på, nr, nummer, och, o, &, tack, pass, passet, natt, kväll, kvällen, alternativ, kod, val, både, båda, kan, jag, tar, hej, det blir",
    "en": "to, number, and, no, both, code, please, thanks",
}
# Beside a whole STOPP or HJÄLP.
COURTESY: Words = {
    "sv": "tack, snälla, hej, mvh, nu",
    "en": "please, thanks, now",
    "so": "mahadsanid",
    "fi": "kiitos",
    "ar": "شكرا",
}
# Small words that change nothing.
FILLER: Words = {
    "sv": "jag, jga, jeg, ja, vi, det, de, den, dä, d, detta, denna, här, där, då, dit, på, till, i, in, ju, o, och, å, så, som, att, för, av, en, ett, er, ni, dig, du, mig, "
    "mej, min, mitt, mina, mycket, hemskt, väldigt, otroligt, oerhört, jätte, jättebra, bra, fint, gärna, tack, tackar, tusen, hej, hejsan, hallå, tjena, tja, tjo, tjenare, mvh, hälsningar, hälsn, hälsar, kram, kramar, vänligen, "
    "med, vänlig, hälsning, vänliga, från, är, e, ä, va, vara, kväll, kvällen, natten, passet, pass, gång, gången, gånger, dag, dagen, helg, helgen, veckan, vecka, "
    "vandra, nattvandra, nattvandring, gå, komma, vara med, med på, delta, vid, kl, klockan, hos, oss, ikväll, alla, allt, bara fint, förstås, också, oxå, "
    "jo, ju, ok, okej, ska, skall, kul, skoj, roligt, va, ha, har, hela, denna gång, själv, åt, inför, pga, grund, eftersom, därför, eller hur, hörni, hörrni, vettu, "
    "precis, just, igen, ändå, så klart, fram, upp, ut, hem, emot, plats, samlingen, samling, biblioteket, torget, centrum, stationen, tiden, tid, hinner, liksom, alltså, asså, typ, ba, "
    "bästa, vänner, vän, mvh, t, m, ps, no, kiva, absolut, ställer, ställa, ställ, ledare, leda, leder, gruppen, grupp, bli, blir, deras, hjälpa, hjälper, räkna, "
    "tyvärr, sorry, ledsen, beklagar, verkligen, alls, går, kan, kommer, nu, redo, allihop, allihopa, alla ihop, mannen min, kompis, heller, någon, några, nån, något, annat, kvällar, helger, "
    "lördag, söndag, fredag, pss, glad, glada, hurra, jippi, yay, najs, nice, grymt, skönt, härligt, underbart, roligt, fantastiskt, bry, ledig, idag, sen, ska det",
    "en": "i, im, ill, the, to, be, there, it, that, thank, you, thanks, hi, hello, for, me, see, at, in, on, time, a, and, is, am, are, will, this, evening, night, please, fine, good, my, of, have, do, so, very, much, walk",
    "fi": "minä, mä, olen, kiitos, hei, moi, hyvin, minulle, on, sinne, se, tällä, kertaa, paikalla, kyllä, mukaan, nähdään, siellä",
    "ar": "شكرا, مرحبا, انا, أنا, السلام, عليكم, و, في, على, لك, جزيلا, الحضور, احضر, أحضر, القدوم, هذا, المساء, هذه, بكل, سرور, جدا, ان",
    "so": "mahadsanid, waan, aan, waa, salaan, asc, fiican, aad, u, iyo, kuu, ka",
}
# Nobody writes so by hand. Found anywhere in the text.
MACHINE: Words = {
    "sv": "autosvar, automatsvar, automatiskt svar, automatiskt meddelande, autosvarar, automatiskt genererat, kan inte ta emot sms, "
    "tar inte emot sms, kan ej ta emot sms, tar ej emot sms, inte ta emot meddelanden, går inte att svara på, går ej att svara på, kan inte besvaras, "
    "kan ej besvaras, svara inte på detta, kör med fokus, körfokus, köra bil fokus, kör bil med stör ej, stör ej under körning, fokus för körning, "
    "ser ditt meddelande när jag, läser ditt meddelande när jag, ser meddelandet när jag kommer fram, när jag kommer dit jag ska, "
    "när jag är framme, numret är inte, numret används inte, abonnenten, detta är ett automatiskt, obemannad, bevakas inte, "
    "inte skickas vidare, kunde inte levereras, kan inte levereras, meddelandet levererades inte, aviseringar avstängda, har aviseringar avstängda, har tystat aviseringar",
    "en": "automatic reply, auto reply, autoreply, automated reply, automated message, automated response, autoresponse, auto response, out of office, "
    "out of the office, im driving, i am driving, driving with focus, do not disturb while driving, see your message when i get, "
    "do not reply, not monitored, unmonitored, does not accept, cannot receive, not able to receive, undeliverable, "
    "could not be delivered, message blocking, notifications silenced, sent automatically, automatically sent, currently unavailable, number is not in service",
    "fi": "automaattinen vastaus, poissaoloviesti, ajan autoa",
    "ar": "رد تلقائي, رسالة تلقائية, رد آلي",
}
# A person may write so too: a machine's only where it is no plain answer.
MAYBE_MACHINE: Words = {
    "sv": "på semester, har semester, semesterstängt, föräldraledig, tjänstledig, åter på kontoret, tillbaka på kontoret, inte på kontoret, inte anträffbar, ej anträffbar, "
    "tack för ditt meddelande, tack för ditt sms, tack för ditt mejl, har mottagit ditt, vi återkommer så snart, återkommer så snart, "
    "svarar så snart, svarar så fort, hör av mig så snart, kör just nu, kör bil, kör bil just nu, sitter i möte, är i möte, i ett möte, upptagen just nu, "
    "kan inte prata just nu, kan inte svara just nu, kan inte prata nu, kan inte svara nu, i möte, upptagen för tillfället, ringer upp, ringer dig senare, ringer senare, begränsad tillgång, begränsad täckning",
    "en": "on holiday, on vacation, on leave, away from my desk, in a meeting, cant talk right now, cant talk now, call you back, call you later, "
    "thank you for your message, thanks for your message, get back to you as soon, limited access, annual leave",
    "fi": "lomalla",
}
# Words that are another word once their doubled letters are made one: Somali "haa" is no Swedish "ha".
DOUBLED = {"haa": "haye", "haah": "haye"}
SIGNS = {
    "👍": "ja", "👌": "ja", "✅": "ja", "✔": "ja", "☑": "ja", "🆗": "ok", "👎": "nej", "❌": "nej", "🚫": "nej", "⛔": "nej", "✖": "nej",
    "🙅": "nej", "🙋": "ja", "🤔": "kanske", "🙄": "kanske", "🤷": "kanske", "💪": "ja", "%": " procent ", "&": " o ", "+": " o ",
}  # fmt: skip
QUESTION_MARKS = "?؟？❓❔⁉⁇⁈¿"
