"""Which language a text is written in: by script, and for Latin script by its most frequent words. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

from pydantic import Field

from lumetra.features.evaluation.checks.texts import Parameters
from lumetra.features.evaluation.checks.verdict import Verdict, text_of

_WORDS: Final[dict[str, str]] = {
    "en": "the of and to in is that it for was on are with as be this have from or by not you but what can which",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie",
    "fr": "de la le et les des en un du une que est pour qui dans au par sur pas plus ne se ce il sont avec vous nous",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya este es",
    "it": "di e il la che in un a per è una sono con non del si da come più le dei nel alla anche gli ma della",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als maar bij uit naar dan wordt",
    "pl": "w i na z do że się nie to jest o jak po za od dla są przez ale czy oraz tym może ich",
    "tr": "ve bir bu için ile da de olarak gibi daha çok var ne en olan kadar ama ya sonra değil",
    "sv": "och i att det som en på är av för med till den inte om har de ett men var jag",
    "id": "yang dan di untuk dengan pada ini dari dalam tidak itu adalah akan atau juga ke oleh",
    "vi": "và của là có cho các một trong không được với này những người đã để khi",
}
_FREQUENT: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS: Final = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "THAI": "th",
    "DEVANAGARI": "hi", "GREEK": "el", "BENGALI": "bn", "TAMIL": "ta", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_READ: Final = 4_000


class LanguageParameters(Parameters):
    """ISO 639-1 codes that are accepted, such as `en`. None: the code itself is the score, as a category."""

    languages: list[str] | None = Field(default=None, max_length=50)


def check_language(value: object, _expected: object, parameters: LanguageParameters) -> Verdict:
    """True when the text is in one of the languages."""
    found = detect_language(text_of(value))
    if parameters.languages is None:
        return Verdict(found, f"looks like {found}")
    wanted = [language.lower().split("-")[0] for language in parameters.languages]
    return Verdict(found in wanted, f"looks like {found}; asked for {', '.join(wanted)}")


def detect_language(text: str) -> str:
    """An ISO 639-1 code, `und` when there is too little to say. Ukrainian, Bulgarian and others in Cyrillic count as `ru`."""
    head = text[:_READ]
    scripts = Counter(_script(char) for char in head if char.isalpha())
    letters = sum(scripts.values())
    if not letters:
        return "und"
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > letters * 0.05:
        return "ja"
    # A Chinese character says about as much as a short word of letters, so it weighs more.
    if scripts["CJK"] * 3 > scripts["LATIN"] and scripts["CJK"] >= scripts["HANGUL"] and scripts["CJK"] > 0:
        return "zh"
    script, count = scripts.most_common(1)[0]
    if script in _SCRIPTS and count > letters * 0.4:
        return _SCRIPTS[script]
    return _latin(head)


def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    return unicodedata.name(char, "UNKNOWN").split(" ", 1)[0]


def _latin(text: str) -> str:
    words = Counter("".join(char if char.isalpha() else " " for char in text.lower()).split())
    total = sum(words.values())
    shares = {language: sum(words[word] for word in known) for language, known in _FREQUENT.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] and shares[best] >= total * 0.04 else "und"
