"""The bundled lexicons load, and a wrong one is refused with file, table and field."""

from pathlib import Path

import pytest

from config.lexicons import bundled_lexicons, load_lexicons
from domain.errors import ConfigError

HEAD = 'language = "xx"\nversion = "1"\n'


def _load(folder: Path, body: str, name: str = "xx.toml"):
    (folder / name).write_text(HEAD + body, encoding="utf-8")
    return load_lexicons(folder)["xx"]


def test_the_bundled_lexicons_load_and_know_the_two_sides():
    lexicons = bundled_lexicons()
    assert {"en", "ko", "ru"} <= set(lexicons)
    for lexicon in lexicons.values():
        roles = {term.role for term in lexicon.terms}
        assert {"nk", "ru", "force", "send", "war", "possible", "denied"} <= roles


def test_braces_unfold_and_marks_open_an_edge(tmp_path):
    lexicon = _load(tmp_path, '[force]\nsoldiers = ["Soldat{,a}", "vojsk*"]\n')
    assert [(t.surface, t.open_right) for t in lexicon.terms] == [
        ("soldat", False),
        ("soldata", False),
        ("vojsk", True),
    ]


def test_forms_are_open_where_words_run_together_and_closed_by_marks(tmp_path):
    lexicon = _load(tmp_path, '[grammar]\nedges = "open"\n[nk]\nNorth = ["북한", "^북$"]\n')
    assert [(t.open_left, t.open_right) for t in lexicon.terms] == [(True, True), (False, False)]


def test_every_bundled_lexicon_can_read_time_waves_chains_and_extents():
    # Korean, Japanese and Chinese write months as numbers with a mark.
    for lexicon in bundled_lexicons().values():
        kinds = {cue.role for cue in lexicon.cues}
        wanted = {"weekday", "season", "relative", "period", "span_unit", "ago", "part", "since"}
        wanted |= {"ordinal", "wave", "further", "cite", "voice", "outlet", "increment"}
        assert wanted | {"cumulative", "until"} <= kinds, lexicon.language
        assert kinds & {"month", "date_mark"}, lexicon.language


def test_cues_are_no_terms(tmp_path):
    lexicon = _load(tmp_path, '[month]\n5 = ["may"]\n[force]\nsoldiers = ["soldat"]\n')
    assert [(t.role, t.canonical, t.surface) for t in lexicon.cues] == [("month", "5", "may")]
    assert [t.surface for t in lexicon.terms] == ["soldat"]


def test_the_version_changes_with_the_content(tmp_path):
    first = _load(tmp_path, '[force]\nsoldiers = ["soldat"]\n').version
    assert _load(tmp_path, '[force]\nsoldiers = ["soldate"]\n').version != first


def test_number_words_carry_value_and_kind(tmp_path):
    lexicon = _load(tmp_path, '[numbers]\n1000 = [{ forms = ["tis*"], multiplies = true }]\n')
    (word,) = lexicon.numbers
    assert (word.surface, word.value, word.multiplies, word.open_right) == ("tis", 1000, True, True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("[forse]\na = ['b']\n", r"xx\.toml: \[forse\].*'force'", id="unknown table"),
        pytest.param("[force]\na = 1\n", r"\[force\] a: must be a list", id="not a list"),
        pytest.param("[force]\na = []\n", r"\[force\] a: has no forms", id="no forms"),
        pytest.param("[force]\na = ['b{c']\n", r"\[force\] a: form 'b\{c'", id="unpaired brace"),
        pytest.param("[force]\na = ['b* c']\n", r"a mark inside", id="mark inside"),
        pytest.param(
            "[force]\na = { forms = ['b'], not_afer = ['x'] }\n",
            r"a\.not_afer.*'not_after'",
            id="field",
        ),
        pytest.param(
            "[grammar]\nedge = 'word'\n", r"\[grammar\] edge: .*'edges'", id="grammar field"
        ),
        pytest.param(
            "[grammar]\nedges = 'wide'\n", r"edges: 'wide' is not one of", id="grammar value"
        ),
        pytest.param("[numbers]\nten = ['ten']\n", r"\[numbers\] ten: the key", id="number key"),
        pytest.param("[month]\n13 = ['x']\n", r"\[month\] 13: the key", id="cue key"),
        pytest.param("[wav]\nwave = ['x']\n", r"\[wav\]: .*'wave'", id="unknown cue"),
        pytest.param("[force\n", r"not valid TOML", id="broken TOML"),
    ],
)
def test_a_wrong_lexicon_is_refused_with_its_place(tmp_path, body, told):
    with pytest.raises(ConfigError, match=told):
        _load(tmp_path, body)


def test_language_must_match_the_file_name(tmp_path):
    with pytest.raises(ConfigError, match="must be 'yy'"):
        _load(tmp_path, "", name="yy.toml")


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no lexicon"):
        load_lexicons(tmp_path)
    with pytest.raises(ConfigError, match="no such folder"):
        load_lexicons(tmp_path / "none")
