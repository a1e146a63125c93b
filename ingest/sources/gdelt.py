"""The names GDELT has for languages, as BCP 47 tags; reading its answers is `json_feed.py`."""

from __future__ import annotations

_NAMES = {
    "ar": "arabic", "az": "azerbaijani", "be": "belarusian", "bg": "bulgarian", "bn": "bengali",
    "bs": "bosnian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french",
    "he": "hebrew", "hi": "hindi", "hr": "croatian", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "is": "icelandic", "it": "italian", "ja": "japanese", "ka": "georgian",
    "kk": "kazakh", "ko": "korean", "lt": "lithuanian", "lv": "latvian", "mk": "macedonian",
    "mn": "mongolian", "ms": "malay", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak", "sl": "slovenian",
    "sq": "albanian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "th": "thai", "tr": "turkish",
    "uk": "ukrainian", "ur": "urdu", "uz": "uzbek", "vi": "vietnamese", "zh": "chinese",
}  # fmt: skip
LANGUAGES = {name: tag for tag, name in _NAMES.items()}
