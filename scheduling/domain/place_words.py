"""The words by which somebody on the crew hands a place over, or keeps it; written as in answer_words.py."""

from scheduling.domain.answer_words import Words

# From somebody on the crew: another is to be asked for the place. From others they say nothing by themselves.
ASK_OTHERS: Words = {
    "sv": "fråga andra, fråga de andra, fråga någon annan, fråga nån annan, fråga fler, fråga flera, ta någon annan, hitta någon annan, hitta en annan, "
    "hitta en ersättare, behöver en ersättare, söker ersättare, kan någon annan ta, kan nån annan ta, någon annan får ta, nån annan får ta, "
    "lämna över min plats, lämnar över min plats, lämna över platsen, lämnar över platsen, ge bort min plats",
    "en": "ask others, ask someone else, ask somebody else, find someone else, find a replacement",
    "fi": "kysy muilta, kysykää muilta, kysy joltain muulta",
    "ar": "اسأل اخرين, اسأل آخرين, اسأل غيري, اسألوا غيري",
    "so": "weydii dad kale, dad kale weydii, weydii qof kale",
}
# The same, when the whole text is one of them, small words aside.
SWAP: Words = {
    "sv": "byt, byta, byte, vill byta, skulle vilja byta, behöver byta, skulle behöva byta, måste byta",
    "en": "swap",
}
BESIDE_SWAP: Words = {
    "sv": "hej, hejsan, tack, jag, tyvärr, gärna, kan, med någon, med nån, med någon annan, bort, mitt pass, passet, min plats, mvh",
    "en": "hi, please, thanks, i, want to, need to, with someone, my place",
}
# May stand beside a code: "fråga andra 2", "behåll 1".
BESIDE_CODES: Words = {
    "sv": "behåll, behåller, fråga, andra, någon annan, byt, byta",
    "en": "keep, ask, others",
    "fi": "pidän, kysy, muilta",
}
# From somebody whose place others are asked for: not needed after all.
KEEP: Words = {
    "sv": "behåll, behåller, behålla, behåll platsen, kan ändå, kan jag ändå, kommer ändå, går ändå, kan i alla fall, kommer i alla fall, går i alla fall, "
    "kan visst, kan trots allt, kommer trots allt, det löste sig, har löst sig",
    "en": "keep, can after all, come after all, can make it after all",
    "fi": "pidän, pääsenkin, pääsen sittenkin",
}
