"""Load the lexicons, one TOML file per language, into frozen records; it does not match anything.

A file has the tables `[grammar]`, `[numbers]` and one table per role of `domain.lexicon.ROLES` and
per cue of `domain.lexicon.CUES`:

    [force]
    soldiers = ["soldier{,s}", "servic{eman,emen}"]
    units = { forms = ["unit{,s}"], not_after = ["-"] }

The key is the canonical name, the list its written forms. In a form `{a,b}` is either of both,
`*` at an end means that more letters may follow (or precede), `^` and `$` ask for a word edge in a
language whose words run together.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, cast

from domain.errors import ConfigError
from domain.lexicon import CUE_KEYS, CUES, ROLES, Edges, Grammar, Lexicon, NumberWord, Order, Term
from domain.weights import Weights

BUNDLED = Path(__file__).parent / "data" / "lexicons"
WEIGHTS = Path(__file__).parent / "data" / "weights.json"
_TOP_LEVEL = ("language", "version", "grammar", "numbers")
_ROLES, _CUES = frozenset(ROLES), frozenset(CUES)
_NUMBER_FIELDS = ("forms", "multiplies", "people", "counted")
_NUMBER_KEY = re.compile(r"\d+|0\.5")
# What ingest/assess/reading/folding.py makes of these in texts: a form written with them would never match.
_AS_IN_TEXTS = {
    "ё": "е",
    "Ё": "Е",
    "、": ",",
    **dict.fromkeys("’‘ʼ", "'"),
    **dict.fromkeys("“”„«»「」『』", '"'),
}
_CHANGED = re.compile("[" + "".join(_AS_IN_TEXTS) + "]")
_BRACES = re.compile(r"\{([^{}]*)\}")
_MARKS = re.compile(r"[{}*^$]")


@cache
def bundled_lexicons() -> Mapping[str, Lexicon]:
    """The lexicons that ship with the program, read once in each process: they do not change while it runs."""
    return load_lexicons(BUNDLED)


def load_lexicons(folder: Path) -> Mapping[str, Lexicon]:
    """Read all lexicons of a folder by language, with the bundled weights.

    Errors:  ConfigError naming file, table and field.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder of lexicons")
    weights = load_weights(WEIGHTS)
    loaded = [_load(path, weights) for path in sorted(folder.glob("*.toml"))]
    if not loaded:
        raise ConfigError(f"{folder}: no lexicon (*.toml) in this folder")
    return {lexicon.language: lexicon for lexicon in loaded}


def load_weights(path: Path) -> Weights | None:
    """The weights made by tests/eval/training.py; None when the file is not there.

    Errors:  ConfigError naming file and decision.
    """
    if not path.is_file():
        return None
    raw = path.read_bytes()
    try:
        tables = json.loads(raw)
        read = {
            str(decision): {str(name): float(weight) for name, weight in table.items()}
            for decision, table in tables.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise ConfigError(f"{path.name}: not a table of weights by decision: {error}") from error
    return Weights(version=hashlib.sha256(raw).hexdigest()[:8], tables=read)


def _load(path: Path, weights: Weights | None) -> Lexicon:
    raw = path.read_bytes()
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: not valid TOML: {error}") from error
    language = data.get("language")
    if language != path.stem:
        raise ConfigError(
            f"{path.name}: field 'language' must be {path.stem!r}, as the file name says"
        )
    grammar = _grammar(path, data.get("grammar", {}))
    terms = tuple(_terms(path, data, grammar))
    digest = hashlib.sha256(raw).hexdigest()[:12]
    return Lexicon(
        language=path.stem,
        version=f"{data.get('version', '0')}-{digest}",
        grammar=grammar,
        terms=tuple(term for term in terms if term.role in _ROLES),
        numbers=tuple(_numbers(path, data.get("numbers", {}))),
        cues=tuple(term for term in terms if term.role in _CUES),
        weights=weights,
    )


def _grammar(path: Path, table: Mapping[str, Any]) -> Grammar:
    known = {field.name for field in fields(Grammar)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{path.name}: [grammar] {key}: unknown field{_nearest(key, known)}")
        values[key] = tuple(map(fold, value)) if isinstance(value, list) else value
    suffixes = table.get("bound_suffixes", {})
    if not isinstance(suffixes, dict):
        raise ConfigError(f"{path.name}: [grammar] bound_suffixes: must be a table")
    values["bound_suffixes"] = tuple((fold(k), str(v)) for k, v in suffixes.items())
    _one_of(path, "edges", values.get("edges", "word"), Edges)
    _one_of(path, "order", values.get("order", "free"), Order)
    return Grammar(**values)


def _one_of(path: Path, name: str, value: object, literal: Any) -> None:
    allowed = literal.__args__
    if value not in allowed:
        raise ConfigError(f"{path.name}: [grammar] {name}: {value!r} is not one of {allowed}")


def _terms(path: Path, data: Mapping[str, Any], grammar: Grammar) -> Iterator[Term]:
    for role, table in data.items():
        if role in _TOP_LEVEL:
            continue
        if role not in _ROLES and role not in _CUES:
            known = _ROLES | _CUES
            raise ConfigError(f"{path.name}: [{role}]: unknown table{_nearest(role, known)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{path.name}: [{role}]: must be a table")
        for canonical, entry in table.items():
            where = f"{path.name}: [{role}] {canonical}"
            if role in CUE_KEYS and not re.fullmatch(CUE_KEYS[role], canonical):
                raise ConfigError(f"{where}: the key must be one of {CUE_KEYS[role]}")
            forms, not_after, not_before = _entry(where, entry)
            for form in forms:
                for surface, left, right in _expand(where, form, grammar.edges):
                    yield Term(
                        surface=surface,
                        role=role,
                        canonical=canonical,
                        open_left=left,
                        open_right=right,
                        not_after=not_after,
                        not_before=not_before,
                    )


def _entry(where: str, entry: object) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    if isinstance(entry, list):
        entry = {"forms": entry}
    if not isinstance(entry, dict):
        raise ConfigError(f"{where}: must be a list of forms or a table with `forms`")
    allowed = ("forms", "not_after", "not_before")
    for key, value in entry.items():
        if key not in allowed:
            raise ConfigError(f"{where}.{key}: unknown field{_nearest(key, allowed)}")
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{where}.{key}: must be a list of strings")
    forms = cast("list[str]", entry.get("forms", []))
    if not forms:
        raise ConfigError(f"{where}: has no forms")
    return (
        forms,
        tuple(fold(v) for v in entry.get("not_after", [])),
        tuple(fold(v) for v in entry.get("not_before", [])),
    )


def _expand(where: str, form: str, edges: Edges) -> Iterator[tuple[str, bool, bool]]:
    """Unfold braces and edge marks.

    Example: `"солдат{,а,ы}"` gives three surfaces; `"отправ*"` one that is open to the right.
    """
    is_open = edges == "open"
    for written in _combinations(form):
        surface = fold(written.strip("*^$"))
        if not surface or _MARKS.search(surface):
            raise ConfigError(f"{where}: form {form!r}: empty, unpaired brace, or a mark inside")
        left = written.startswith("*") or (is_open and not written.startswith("^"))
        right = written.endswith("*") or (is_open and not written.endswith("$"))
        yield surface, left, right


def _combinations(form: str) -> list[str]:
    if "{" not in form:
        return [form]
    parts = _BRACES.split(form)
    choices = [p.split(",") if i % 2 else [p] for i, p in enumerate(parts)]
    return ["".join(combination) for combination in itertools.product(*choices)]


def _numbers(path: Path, table: Mapping[str, Any]) -> Iterator[NumberWord]:
    for value, entry in table.items():
        where = f"{path.name}: [numbers] {value}"
        if not _NUMBER_KEY.fullmatch(value):
            raise ConfigError(f"{where}: the key must be a whole number, or 0.5")
        for spec in entry if isinstance(entry, list) else [entry]:
            spec = {"forms": [spec]} if isinstance(spec, str) else spec
            for key in spec:
                if key not in _NUMBER_FIELDS:
                    raise ConfigError(
                        f"{where}.{key}: unknown field{_nearest(key, _NUMBER_FIELDS)}"
                    )
            for form in spec["forms"]:
                for surface, _, right in _expand(where, form, "word"):
                    yield NumberWord(
                        surface=surface,
                        value=float(value),
                        multiplies=bool(spec.get("multiplies", False)),
                        open_right=right,
                        counts_people=bool(spec.get("people", False)),
                        counted=bool(spec.get("counted", False)),
                    )


def _nearest(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def fold(text: str) -> str:
    """Fold a lexicon form as the matcher folds a text."""
    if text.isascii():
        return text.lower()
    plain = _CHANGED.sub(lambda match: _AS_IN_TEXTS[match[0]], text)
    return unicodedata.normalize("NFKC", plain.casefold())
