"""The words by which a group says that it is out or home, by language. As in scheduling.domain.answer_words: phrases
stand between commas, and case, accents, doubled letters and signs do not count.
"""

from scheduling.domain.answer_words import Words

OUT: Words = {
    "sv": "ute, går ut, gått ut, går ut nu, går nu, utcheckade, utcheckad, checka ut, checkar ut, ute på stan, ute nu, ut nu",
    "en": "out, out now, going out, went out, we are out, were out, leaving now, heading out",
    "fi": "ulkona, ulos, lähdimme, lähdetään, lähdemme, liikkeellä",
    "ar": "خرجنا, خرجت, في الخارج, بالخارج, نحن في الخارج, خرج الجميع, خارج",
    "so": "dibadda, dibada, waan baxnay, waan baxay, baxnay, banaanka",
}
HOME: Words = {
    "sv": "hemma, hem, hemkomna, hemkommen, incheckade, incheckad, checka in, checkar in, är hemma, e hemma",
    "en": "home, home safe, back home, home now",
    "fi": "kotona, koti, kotiin, kotiutuneet, olemme kotona, olen kotona",
    "ar": "في البيت, بالبيت, وصلنا, وصلت, عدنا, رجعنا, رجعت, الى البيت, في المنزل, وصلنا البيت, عدنا الى البيت, البيت",
    "so": "guriga, gurigii, waan nimid, waan imid, guriga joogaa, guriga joognaa, guriga tagnay",
}
# Not home yet, though the word is there. "Är på väg" is read as "försenad" everywhere.
ON_WAY: Words = {
    "sv": "på väg hem, försenad hem, på hemväg, går hem, går hem nu, går hemåt, åker hem, kör hem, drar hem, snart hemma, strax hemma",
    "en": "on our way home, on my way home, on the way home, going home, heading home, walking home, soon home, home soon, nearly home",
    "fi": "matkalla kotiin, menossa kotiin, lähdössä kotiin, pian kotona, kohta kotona",
    "ar": "في الطريق الى البيت, في طريقنا الى البيت, في طريقي الى البيت, في طريقنا, في الطريق",
    "so": "ku sii jeednaa guriga, ku socdaa guriga, ku soconaa guriga, guriga u socdaa, guriga u soconaa, waan u soconaa guriga",
}
ALL: Words = {
    "sv": "alla, allihop, allihopa, samtliga, hela gruppen, gruppen, hela gänget, gänget, vi, båda",
    "en": "all, everyone, everybody, the group, the whole group, we, all of us, both",
    "fi": "kaikki, koko ryhmä, me, ryhmä",
    "ar": "الجميع, كلنا, جميعنا, كل المجموعة, المجموعة, نحن, كل",
    "so": "dhammaan, dhamaan, kulli, kooxda, kooxda oo dhan",
}
BUT_FOR: Words = {
    "sv": "utom, förutom, utan, inte, ej, men inte, alla utom",
    "en": "except, except for, but not, without, not, all but",
    "fi": "paitsi, ilman, ei",
    "ar": "ما عدا, الا, بدون, ليس",
    "so": "marka laga reebo, laakiin maaha, aan ahayn",
}
# Of oneself alone, also from a leader.
OWN: Words = {
    "sv": "jag",
    "en": "i, im",
    "fi": "minä, olen",
    "ar": "انا, أنا, وصلت, رجعت, خرجت",
    "so": "waan imid, waan baxay",
}
# What may stand beside without changing what is said.
BESIDE: Words = {
    "sv": "är, e, ä, jag, nu, nu då, då, och, men, ja, jo, japp, ok, okej, hej, hejsan, tack, klara, klar, färdiga, igen, säkert, tryggt, st, stycken, pers, personer, "
    "vuxna, i kväll, ikväll, i natt, inatt, på stan, allt bra, allt ok, allt lugnt, lugnt, lugn kväll, lugn natt, god natt, godnatt, sov gott, trevlig kväll, trevlig helg, tack för i kväll, tack för ikväll, tack för i natt, för i kväll, för ikväll, för i natt, ses, hörs, från, till, här, av oss, kl, en fin kväll, med",
    "en": "are, is, am, i, im, now, and, yes, ok, okay, hi, hello, thanks, thank you, thanks for tonight, see you, bye, done, safe, safely, people, persons, tonight, all good, all well, quiet, good night, were, of, us, here, at, from",
    "fi": "olemme, olen, on, nyt, ja, kyllä, ok, hei, kiitos, kaikki hyvin, rauhallista, hyvää yötä, henkilöä, henkeä, minä, ovat",
    "ar": "الان, الآن, نعم, شكرا, بخير, و, اشخاص, أشخاص, انا, مرحبا, جميعا",
    "so": "hadda, haa, haye, mahadsanid, waa, ayaa, qof, iyo, waan, joogaa, joognaa, nahay, ahay, fiican",
}
COUNTS: Words = {
    "1": "en, ett, one, yksi, واحد, hal",
    "2": "två, two, kaksi, اثنان, laba",
    "3": "tre, three, kolme, ثلاثة, saddex",
    "4": "fyra, four, neljä, اربعة, afar",
    "5": "fem, five, viisi, خمسة, shan",
    "6": "sex, six, kuusi, ستة, lix",
    "7": "sju, seven, seitsemän, سبعة, toddoba",
    "8": "åtta, eight, kahdeksan, ثمانية, siddeed",
    "9": "nio, nine, yhdeksän, تسعة, sagaal",
    "10": "tio, ten, kymmenen, عشرة, toban",
}
