"""The bundled concepts load; a wrong file is named with its kind, its concept and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.concepts import (
    bundled_concepts,
    bundled_event_weights,
    load_concepts,
    load_event_weights,
)
from domain.errors import ConfigError
from domain.event import CONCEPT_KINDS


def test_bundled_concepts_have_every_kind_and_each_name_once() -> None:
    concepts = bundled_concepts()
    assert {c.kind for c in concepts} == set(CONCEPT_KINDS)
    names = [c.name for c in concepts]
    assert len(set(names)) == len(names)
    assert set(bundled_event_weights().concepts) <= set(names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[peron]\n"A" = ["a"]', "peron: no kind of concept"),
        ('[person]\n"A" = []', "A: must be a list"),
        ('[person]\n"A" = ["*"]', "A: '*' is no surface"),
        ('[person]\n"A" = ["Ab"]', "'Ab' must be in lower case"),
        ('[person]\n"A" = ["a b"]\n"B" = ["a b"]', "B: 'a b' belongs to 'A' already"),
        ("[person", "concepts.toml"),
    ],
)
def test_a_wrong_file_is_told_apart(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_concepts(path)
    assert words in caught.value.message


def test_weights_that_lack_a_field_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "event_weights.json"
    path.write_text('{"version": "1"}', "utf-8")
    with pytest.raises(ConfigError, match=r"event_weights\.json"):
        load_event_weights(path)
