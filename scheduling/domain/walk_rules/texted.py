"""What a rule says to a volunteer in the languages that only texts are written in; see walk_rules.words."""

from scheduling.enums import RuleKind

K = RuleKind
# A rule has other words where a day can be told, and where what it asks for was never told.
PLAIN, DATED, UNTOLD, IN_YEAR, CROWDED = "", "dated", "untold", "in year", "crowded"

FINNISH = {
    (K.MIN_AGE, PLAIN): "Sinun pitää olla täyttänyt %(number)s.",
    (K.MIN_AGE, DATED): "Täytät %(number)s vasta %(day)s.",
    (K.MIN_AGE, UNTOLD): "Emme tiedä, oletko täyttänyt %(number)s.",
    (K.GUARDIAN_CONSENT, PLAIN): "Huoltajasi ei ole vielä suostunut kirjallisesti.",
    (K.WITH_ADULTS, PLAIN): "Kuljet aina aikuisten kanssa, eikä heitä ole vielä.",
    (K.LEADER_TRAINING, PLAIN): "Et ole vielä käynyt vetäjäkoulutusta.",
    (K.LEADER_TRAINING, DATED): "Vetäjäkoulutuksesi on voimassa vain %(day)s asti.",
    (K.INTRODUCTION, PLAIN): "Et ole vielä lukenut perehdytystä.",
    (K.EXTRACT_SHOWN, PLAIN): "Et ole vielä näyttänyt rekisteriotetta.",
    (K.EXTRACT_SHOWN, DATED): "Näytit rekisteriotteen liian kauan sitten.",
    (K.FIRST_WALK, PLAIN): "Ensi kerralla kuljet kokeneen kanssa, eikä häntä ole vielä.",
    (K.FIRST_WALK, CROWDED): "Kokeneilla on jo tarpeeksi uusia sinä iltana.",
    (K.MONTHLY, PLAIN): "Olet mukana jo %(count)s iltana siinä kuussa.",
    (K.REST, PLAIN): "Kuljet myös %(day)s: lepoa pitää olla %(number)s tuntia.",
}
SOMALI = {
    (K.MIN_AGE, PLAIN): "Waa inaad gaartay %(number)s sano.",
    (K.MIN_AGE, DATED): "Waxaad %(number)s gaaraysaa %(day)s.",
    (K.MIN_AGE, UNTOLD): "Ma hubno inaad gaartay %(number)s.",
    (K.GUARDIAN_CONSENT, PLAIN): "Waalidkaa weli qoraal kuma oggolaan.",
    (K.WITH_ADULTS, PLAIN): "Dad waaweyn ayaad la socotaa, weli lama hayo.",
    (K.LEADER_TRAINING, PLAIN): "Weli tababarka hoggaanka ma qaadan.",
    (K.LEADER_TRAINING, DATED): "Tababarkaagu wuxuu dhacayaa %(day)s.",
    (K.INTRODUCTION, PLAIN): "Weli hordhaca ma akhrin.",
    (K.EXTRACT_SHOWN, PLAIN): "Weli warqadda diiwaanka ma tusin.",
    (K.EXTRACT_SHOWN, DATED): "Warqaddaada diiwaanka way duugowday.",
    (K.FIRST_WALK, PLAIN): "Markii hore qof khibrad leh ayaad la socotaa, weli lama hayo.",
    (K.FIRST_WALK, CROWDED): "Kuwa khibradda leh dad cusub oo ku filan ayaa la socda.",
    (K.MONTHLY, PLAIN): "Bishaas %(count)s habeen ayaad horay u socotaa.",
    (K.REST, PLAIN): "Waxaad kale oo socotaa %(day)s: naso %(number)s saac.",
}
ARABIC = {
    (K.MIN_AGE, PLAIN): "يجب أن تكون قد أتممت %(number)s.",
    (K.MIN_AGE, DATED): "تتم %(number)s في %(day)s.",
    (K.MIN_AGE, UNTOLD): "لا نعرف إن أتممت %(number)s.",
    (K.GUARDIAN_CONSENT, PLAIN): "لم يوافق ولي أمرك كتابيا بعد.",
    (K.WITH_ADULTS, PLAIN): "تمشي دائما مع بالغين، ولا أحد بعد.",
    (K.LEADER_TRAINING, PLAIN): "لم تأخذ تدريب القيادة بعد.",
    (K.LEADER_TRAINING, DATED): "تدريبك صالح حتى %(day)s فقط.",
    (K.INTRODUCTION, PLAIN): "لم تقرأ المقدمة بعد.",
    (K.EXTRACT_SHOWN, PLAIN): "لم تبرز السجل بعد.",
    (K.EXTRACT_SHOWN, DATED): "مضى وقت طويل على إبراز السجل.",
    (K.FIRST_WALK, PLAIN): "أول مرة تمشي مع خبير، ولا أحد بعد.",
    (K.FIRST_WALK, CROWDED): "مع الخبراء ما يكفي من الجدد.",
    (K.MONTHLY, PLAIN): "ليالي مشيك في ذلك الشهر: %(count)s.",
    (K.REST, PLAIN): "تمشي أيضا %(day)s، والراحة %(number)s ساعة.",
}
TO_VOLUNTEER = {"fi": FINNISH, "so": SOMALI, "ar": ARABIC}
