"""The words days are named by in answers, Monday first. Written as those of answer_words.py."""

from scheduling.domain.answer_words import Words

DAYS: tuple[Words, ...] = (
    {"sv": "måndag, måndagen, måndan, måndagskväll, måndagkväll", "en": "monday", "fi": "maanantai, maanantaina", "ar": "الاثنين", "so": "isniin, isniinta"},
    {"sv": "tisdag, tisdagen, tisdan, tisdagskväll, tisdagkväll, tis", "en": "tuesday", "fi": "tiistai, tiistaina", "ar": "الثلاثاء", "so": "talaado, talaadada"},
    {"sv": "onsdag, onsdagen, onsdan, onsdagskväll, onsdagkväll, ons", "en": "wednesday", "fi": "keskiviikko, keskiviikkona", "ar": "الأربعاء, الاربعاء", "so": "arbaco, arbacada"},
    {"sv": "torsdag, torsdagen, torsdan, torsdagskväll, torsdagkväll, tors", "en": "thursday", "fi": "torstai, torstaina", "ar": "الخميس", "so": "khamiis, khamiista"},
    {"sv": "fredag, fredagen, fredan, fredagskväll, fredagkväll, fredags, fre, fredagsnatten, fredagskvällen", "en": "friday", "fi": "perjantai, perjantaina", "ar": "الجمعة", "so": "jimce, jimcaha"},
    {"sv": "lördag, lördagen, lördan, lörda, lördagskväll, lördagkväll, lördags, lör, lördagskvällen", "en": "saturday", "fi": "lauantai, lauantaina", "ar": "السبت", "so": "sabti, sabtida"},
    {"sv": "söndag, söndagen, söndan, sönda, söndagskväll, söndagkväll, söndagskvällen", "en": "sunday", "fi": "sunnuntai, sunnuntaina", "ar": "الأحد, الاحد", "so": "axad, axada"},
)  # fmt: skip
DAYS_FROM_TODAY: tuple[Words, ...] = (
    {
        "sv": "ikväll, i kväll, ikväl, idag, i dag, inatt, i natt",
        "en": "tonight, today",
        "fi": "tänään",
        "ar": "اليوم, الليلة",
        "so": "maanta, caawa",
    },
    {
        "sv": "imorgon, i morgon, imorn, imorron, i morron, imorrn, imörgon",
        "en": "tomorrow",
        "fi": "huomenna",
        "ar": "غدا, بكرا",
        "so": "berri, berrito",
    },
    {"sv": "övermorgon, i övermorgon", "fi": "ylihuomenna"},
)
