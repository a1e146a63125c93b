"""The catalogue: the bundled one pinned by numbers, and complaints about an operator's own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from domain.errors import ConfigError
from domain.source import Selectors

MINIMAL = '[[source]]\nid = "a"\nurl = "https://a.example/f"\nkind = "feed"\n'


@pytest.fixture(scope="module")
def bundled():
    return {source.id: source for source in load_catalogue(None)}


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "sources.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_catalogue(path)
    return caught.value.message


def test_the_bundled_catalogue_has_all_sources(bundled):
    sources = bundled.values()
    assert len(sources) == 137
    assert len({source.url for source in sources}) == 137
    assert sum(source.enabled for source in sources) == 108
    assert sum(source.topic_specific for source in sources) == 56
    assert sum(source.state_affiliated for source in sources) == 35
    assert Counter(source.kind for source in sources) == {"feed": 128, "sitemap": 3, "page": 6}
    assert Counter(source.full_text for source in sources) == {None: 78, False: 56, True: 3}
    assert Counter(source.language for source in sources) == {
        "en": 82,
        "ko": 19,
        "ru": 16,
        "ja": 9,
        "uk": 7,
        "zh": 3,
        "zh-Hant": 1,
    }
    assert Counter(source.category for source in sources) == {
        "aggregator_search": 26,
        "national_paper": 20,
        "agency": 12,
        "broadcaster": 12,
        "government": 12,
        "ukrainian": 11,
        "specialist_nk": 9,
        "think_tank": 8,
        "independent_ru": 6,
        "state_media_dprk": 6,
        "osint": 5,
        "state_media_ru": 4,
        "magazine": 3,
        "state_media_cn": 3,
    }


def test_every_bundled_source_carries_what_an_operator_asks_for(bundled):
    for source in bundled.values():
        assert source.name, source.id
        assert source.country, source.id
        assert source.ownership, source.id
        assert source.timezone, source.id
        assert source.remarks.rstrip(".").endswith(("high", "medium", "low")), source.id
        assert 600 <= source.poll_interval_s <= 86400, source.id
        assert source.language, source.id


def test_facts_that_decide_how_a_source_is_treated(bundled):
    gdelt = [s for s in bundled.values() if s.id.startswith("gdelt-")]
    assert len(gdelt) == 8
    assert all(s.kind == "feed" and s.poll_interval_s >= 900 for s in gdelt)
    assert all("Space its requests" in s.remarks for s in gdelt if "bulk" not in s.id)
    assert not bundled["gdelt-bulk-masterfilelist"].enabled
    for source_id in ("kcna-gnews", "kcna-site", "kcna-rsshub", "reuters-gnews", "38-north"):
        assert not bundled[source_id].fetch_pages, source_id
    assert bundled["isw-wp-json"].kind == "feed"
    assert bundled["telegram-wartranslated"].selectors == Selectors(
        item=".tgme_widget_message_wrap",
        link="a.tgme_widget_message_date",
        title=".tgme_widget_message_text",
        date="time[datetime]",
        summary=".tgme_widget_message_text",
    )
    zones = {"tongil-news": "Asia/Seoul", "tass-ru": "Europe/Moscow", "gnews-ko-troops": "UTC"}
    assert {source_id: bundled[source_id].timezone for source_id in zones} == zones


def test_a_bundled_search_is_no_state_voice_for_finding_coverage_of_one(bundled):
    assert bundled["yonhap-en"].state_affiliated
    assert bundled["kcna-watch"].state_affiliated
    assert not bundled["nato-gnews"].state_affiliated
    assert not bundled["bbc-world"].state_affiliated


def test_a_minimal_table_is_enough(write):
    (source,) = load_catalogue(write(MINIMAL))
    assert (source.id, source.name, source.poll_interval_s) == ("a", "a", 1800)


def test_a_whole_table_is_taken(write):
    text = MINIMAL.replace('"feed"', '"page"') + (
        'name = "가"\nlanguage = "zh-Hant-TW"\ncountry = "INT"\nencoding = "euc-kr"\nenabled = false\n'
        'timezone = "Asia/Seoul"\n[source.selectors]\nitem = "li"\ndate = "time"\n'
    )
    (source,) = load_catalogue(write(text))
    assert source.name == "가"
    assert source.selectors == Selectors(item="li", date="time")
    assert not source.enabled


def test_including_the_bundled_catalogue_changes_and_adds(write, bundled):
    text = 'include_bundled = true\n[[source]]\nid = "tass-en"\nenabled = false\n' + MINIMAL
    sources = {source.id: source for source in load_catalogue(write(text))}
    assert len(sources) == 138
    assert not sources["tass-en"].enabled
    assert sources["tass-en"].url == bundled["tass-en"].url
    assert sources["a"].kind == "feed"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ('id = "A b"', ["'A b'", "lower-case"]),
        ("id = 3", ["found 3"]),
        ('url = "ftp://a.example/"', ["http:// or https://"]),
        ('url = "a.example/f"', ["http:// or https://"]),
        ('url = "https:///f"', ["host"]),
        ('url = "https://a b/"', ["spaces"]),
        ('url = "https://a.example:99999/"', ["no address"]),
        ('url = "https://ann:geheim@a.example/"', ["password"]),
        ('kind = "feeds"', ["'feeds'", "did you mean 'feed'?"]),
        ('kind = ["feed"]', ["did you mean 'feed'?"]),
        ('name = ""', ["name"]),
        ('name = "a\\nb"', ["one line"]),
        ('language = "kr"', ["the language is 'ko'"]),
        ('language = "english"', ["BCP 47"]),
        ('language = "en_GB"', ["BCP 47"]),
        ('country = "Korea"', ["capitals"]),
        ('category = "Think tank"', ["lower-case word"]),
        ('enabled = "no"', ["true or false"]),
        ("topic_specific = 1", ["true or false"]),
        ('poll_interval_s = "900"', ["'900'", "whole seconds"]),
        ("poll_interval_s = 0", ["found 0"]),
        ("poll_interval_s = true", ["found true"]),
        ("poll_interval_s = 15.5", ["found 15.5"]),
        ('timezone = "Asia/Seol"', ["did you mean 'Asia/Seoul'?"]),
        ('timezone = "asia/soul"', ["did you mean 'Asia/Seoul'?"]),
        ('timezone = "KST"', ["did you mean 'Asia/Seoul'?"]),
        ('timezone = "Nowhere"', ["IANA"]),
        ('timezone = "../etc/passwd"', ["found '../etc/passwd'"]),
        ("timezone = 9", ["Asia/Seoul"]),
        ('encoding = "koi9"', ["character set"]),
        ("intervall = 3", ["unknown field 'intervall'"]),
        ('remark = "x"', ["did you mean 'remarks'?"]),
        ('selectors = { item = "a" }', ["only kind 'page'"]),
        ('selectors = "a"', ["item = "]),
        ('selectors = { link = "a" }', ["'item' is missing"]),
        ('selectors = { item = "a", titel = "b" }', ["did you mean 'title'?"]),
        ('selectors = { item = "a >> [" }', ["no CSS selector"]),
        ('selectors = { item = "" }', ["write a CSS selector"]),
    ],
)
def test_a_complaint_names_file_table_line_field_and_remedy(write, field, words):
    key = field.split(" ")[0]
    kept = [line for line in MINIMAL.splitlines() if not line.startswith(f"{key} ")]
    path = write(MINIMAL.replace('"a"', '"first"') + "\n".join(kept) + f"\n{field}\n")
    message = complaint(path)
    line = path.read_text().splitlines().index(field) + 1
    assert message.startswith(f"{path}, line {line}: [[source]] no. 2 "), message
    assert key in message.split(": ", 2)[2]
    assert "geheim" not in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("field", ["id", "url", "kind"])
def test_a_missing_field_is_told_at_its_table(write, field):
    text = "\n".join(line for line in MINIMAL.splitlines() if not line.startswith(field))
    message = complaint(write("\n" + text))
    assert f"line 2: [[source]] no. 1 {'without id' if field == 'id' else repr('a')}" in message
    assert f"{field} is missing" in message


def test_an_id_used_twice_is_told_at_the_second(write):
    message = complaint(write(MINIMAL + MINIMAL))
    assert "line 6: [[source]] no. 2 'a': id: already used by no. 1" in message


def test_all_complaints_come_at_once_in_order(write):
    message = complaint(
        write('sorce = 1\n[[source]]\nx = 1\n[[source]]\nid = "b"\nkind = 3\n' + MINIMAL)
    )
    lines = message.splitlines()
    assert len(lines) == 7
    assert "did you mean 'source'?" in lines[0]
    assert [int(line.split("line ")[1].split(":")[0]) for line in lines] == [1, 2, 2, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no [[source]]"),
        ("source = []", "no [[source]]"),
        ('[source]\nid = "a"', "write [[source]]"),
        ("source = 3", "write [[source]]"),
        ("[[sources]]", "did you mean 'source'?"),
        ("include_bundled = 1\n" + MINIMAL, "write true or false"),
        ("[[source]\n", "line 1"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(write, text, words):
    assert words in complaint(write(text))
