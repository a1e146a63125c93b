"""Commands without a database: assess, group, extract, listing, init; and what is refused at the start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.seed import BUNDLED as SEED
from tests.app.acceptance.conftest import Asked
from tests.app.acceptance.home import ROOT, Home

TEXT = (
    "NIS: North Korea sent 3,000 more soldiers to Russia\n\nThe National Intelligence Service said on"
    " Thursday that North Korea had sent about 3,000 additional soldiers to Russia.\n"
)
KEYS = {"id", "language", "relevant", "relevance", "flags", "statuses", "figures", "claims"}


def document(id_: str, title: str, text: str = "", **more: str) -> str:
    return json.dumps({"id": id_, "title": title, "text": text, **more}, ensure_ascii=False)


def test_text_html_markdown_and_json_lines_are_assessed(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    title, _, text = TEXT.partition("\n\n")
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.html").write_text(
        f"<!doctype html><title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    )
    (tmp_path / "c.md").write_text(f'---\ntitle: "{title}"\nlanguage: en\n---\n{text}')
    (tmp_path / "d.jsonl").write_text(
        document("one", title, text) + "\n\n" + document("two", "Дождь", "Шёл дождь.", lang="ru")
    )
    said = ask_elsewhere("assess", "a.txt", "b.html", "c.md", "d.jsonl")
    assert (said.code, said.err) == (0, "")
    found = {line["id"]: line for line in said.lines}
    assert list(found) == ["a.txt", "b.html", "c.md", "one", "two"]
    assert all(set(line) == KEYS for line in said.lines)
    for name in ("a.txt", "b.html", "c.md", "one"):
        assert found[name]["flags"] == ["troop_deployment"], name
        assert 3000 in [figure["low"] for figure in found[name]["figures"]]
    assert (found["two"]["language"], found["two"]["flags"]) == ("ru", [])


def test_worker_processes_give_the_same_lines_in_the_same_order(
    ask_elsewhere: Asked,
) -> None:
    title, _, text = TEXT.partition("\n\n")
    lines = [document(str(n), f"{title} ({n})", text) for n in range(70)]
    lines[40] = '{"id": 40, "title": 3}'
    Path(ask_elsewhere.folder, "many.jsonl").write_text("\n".join(lines))
    alone = ask_elsewhere("assess", "many.jsonl")
    shared = ask_elsewhere("assess", "--jobs", "2", "many.jsonl")
    assert shared.lines == alone.lines
    assert (shared.code, shared.err) == (alone.code, alone.err)
    assert [line["id"] for line in shared.lines] == [str(n) for n in range(70)]


def test_evidence_counts_code_points_of_title_blank_line_text(ask_elsewhere: Asked) -> None:
    title, text = (
        '국정원 "북한군 🪖 3천명 추가 파병"',
        "북한이 러시아에 3천명을 추가로 파병했다고 국정원이 밝혔다.",
    )
    Path(ask_elsewhere.folder, "ko.jsonl").write_text(document("ko", title, text, lang="ko"))
    (line,) = ask_elsewhere("assess", "ko.jsonl").lines
    whole = f"{title}\n\n{text}"
    assert line["claims"]
    for claim in line["claims"]:
        span = claim["evidence"]
        assert whole[span["start"] : span["end"]] == span["text"]


def test_bundled_seed_is_assessed_as_a_reader_would(ask_elsewhere: Asked) -> None:
    (line,) = ask_elsewhere("assess", str(SEED)).lines
    reported = [c for c in line["claims"] if c["status"] == "reported"]
    assert {11_000, 3_000} <= {f["low"] for claim in reported for f in claim["figures"]}
    assert "possible" in line["statuses"]
    assert 14_000 not in [figure["low"] for figure in line["figures"]]


def test_documents_of_one_event_are_one_story_in_any_language(ask_elsewhere: Asked) -> None:
    said_in = {
        "en": (
            "Shoigu meets Kim in Pyongyang",
            "Sergei Shoigu handed Kim Jong Un a letter from Putin in Pyongyang on Friday.",
        ),
        "ko": (
            "쇼이구, 평양서 김정은 접견",
            "쇼이구 서기가 평양에서 김정은을 만나 푸틴의 친서를 전달했다.",
        ),
        "uk": ("Потоп у Расоні", "Повінь зруйнувала залізничний міст поблизу Расона."),
    }
    rows = [
        document(lang, title, text, lang=lang, published=f"2025-03-21T0{hour}:00:00+09:00")
        for hour, (lang, (title, text)) in enumerate(said_in.items())
    ]
    rows += [
        document("copy", *said_in["en"], lang="en", published="2025-03-21T05:00:00+09:00"),
        document("en", "Again", "The id stood before."),
        "{not json",
    ]
    Path(ask_elsewhere.folder, "day.jsonl").write_text("\n".join(rows))
    said = ask_elsewhere("group", "day.jsonl")
    assert said.code == 1
    stories = [(line["id"], line.get("story")) for line in said.lines]
    assert stories[:5] == [
        ("en", "en"), ("ko", "en"), ("uk", "uk"), ("copy", "en"), ("en", None)
    ]  # fmt: skip
    assert set(said.lines[0]) == {"id", "story", "near_dup_group", "copies", "reason"}
    assert (said.lines[3]["near_dup_group"], said.lines[3]["copies"]) == ("en", "en")
    assert said.lines[1]["reason"].startswith("the same event: ")
    assert "this id stood before" in said.lines[4]["error"]
    assert "not JSON" in said.lines[5]["error"]


def test_bad_line_is_an_error_line_and_the_others_are_assessed(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    lines = [
        document("1", "A"),
        "{not json",
        "[1, 2]",
        '{"id": "2", "title": 5}',
        document("3", "B"),
    ]
    (tmp_path / "mixed.jsonl").write_text("\n".join(lines))
    said = ask_elsewhere("assess", "mixed.jsonl", "missing.txt")
    assert said.code == 1
    errors = [line["error"] for line in said.lines if "error" in line]
    assert len(errors) == 4
    assert "mixed.jsonl, line 2: not JSON" in errors[0]
    assert "missing.txt" in errors[3]
    assert [line["id"] for line in said.lines if "error" not in line] == ["1", "3"]
    assert said.err.count("\n") == 4


def test_standard_input_is_read_to_its_end(elsewhere: Home) -> None:
    said = elsewhere.tumen("assess", given=document("x", "N. Korea sends troops to Russia"))
    assert (said.code, said.lines[0]["id"]) == (0, "x")


def test_pages_are_extracted_in_the_order_given(ask_elsewhere: Asked, tmp_path: Path) -> None:
    for n in (1, 2):
        body = "".join(
            f"<p>Paragraph {p} of page {n}, long enough to be text of it.</p>" for p in range(9)
        )
        (tmp_path / f"{n}.html").write_text(
            f"<html><h1>Page {n}</h1><article>{body}</article></html>"
        )
    (tmp_path / "empty.html").write_bytes(b"")
    said = ask_elsewhere(
        "extract", "2.html", "empty.html", "1.html", "no.html", "--url", "https://e.org/a"
    )
    assert said.code == 1
    assert [line["source"] for line in said.lines] == ["2.html", "empty.html", "1.html", "no.html"]
    second, empty, first, missing = said.lines
    assert (first["title"], second["title"]) == ("Page 1", "Page 2")
    assert first["canonical_url"] == "https://e.org/a"
    assert "error" in empty
    assert "no.html" in missing["error"]


def test_listings_are_read_and_a_bad_one_is_an_error_line(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    atom = ROOT / "tests" / "data" / "listings" / "atom10.atom"
    (tmp_path / "bad.xml").write_text("Service unavailable")
    odd = "ftp://paper.example/rss"
    private = "http://10.0.0.1/rss"
    said = ask_elsewhere("listing", str(atom), "bad.xml", odd, private)
    assert said.code == 1
    assert f"tumen: {odd}: ftp addresses are not read; give http(s) addresses or files" in said.err
    assert f"tumen: {private}: 10.0.0.1: not requested" in said.err
    assert "see fetch.allow_private" in said.err
    good = [line for line in said.lines if "error" not in line]
    assert good
    assert set(good[0]) == {
        "source",
        "identity",
        "url",
        "title",
        "published_at",
        "updated_at",
        "summary",
        "content",
    }
    assert [line["source"] for line in said.lines if "error" in line] == ["bad.xml", odd, private]
    kind = ask_elsewhere("listing", str(atom), "--kind", "fed")
    assert kind.code == 2
    assert "--kind" in kind.err


def test_init_writes_files_that_start_and_overwrites_none(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    said = ask_elsewhere("init", "my")
    assert said.code == 0
    assert sorted(p.name for p in (tmp_path / "my").iterdir()) == [
        "routes.toml",
        "sources.toml",
        "tumen.toml",
    ]
    listed = ask_elsewhere("--config", "my/tumen.toml", "sources", "list", "--format", "jsonl")
    assert len(listed.lines) > 100
    (tmp_path / "my" / "tumen.toml").write_text("# mine\n")
    again = ask_elsewhere("init", "my")
    assert again.code == 2
    assert (tmp_path / "my" / "tumen.toml").read_text() == "# mine\n"


def test_questions_without_a_database_say_what_to_do(ask_elsewhere: Asked) -> None:
    said = ask_elsewhere("stories")
    assert (said.code, said.out) == (1, "")
    assert "there is no database" in said.err
    assert "run' once" in said.err
    assert not Path(ask_elsewhere.folder, "var").exists()


SOURCE = '[[source]]\nid = "a"\nurl = "https://a.example/rss"\nkind = "feed"\n'
ROUTE = (
    '[[route]]\nname = "desk"\nchannel = "webhook"\nurl = "https://h.example/"\nsecret_env = "S"\n'
)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        pytest.param(
            "sources.toml", SOURCE + 'colour = "red"', ["'a'", "colour"], id="unknown-field"
        ),
        pytest.param("sources.toml", SOURCE + SOURCE, ["'a'", "id"], id="two-of-one-id"),
        pytest.param(
            "sources.toml",
            SOURCE + "poll_interval_s = -1",
            ["'a'", "poll_interval_s"],
            id="negative",
        ),
        pytest.param("sources.toml", "[[source]\n", ["line 1"], id="no-toml"),
        pytest.param("routes.toml", ROUTE + 'filter = "flga:x"', ["'desk'", "flag"], id="filter"),
        pytest.param("routes.toml", ROUTE, ["'desk'", "secret_env", "S"], id="no-secret"),
        pytest.param(
            "routes.toml", ROUTE.replace("webhook", "webhok"), ["'desk'", "webhook"], id="channel"
        ),
        pytest.param(
            "tumen.toml", "[fetch]\nmin_intervall_s = 3", ["min_interval_s"], id="setting"
        ),
        pytest.param("tumen.toml", '[web]\nport = "http"', ["port"], id="setting-type"),
        pytest.param("tumen.toml", 'seed_file = "none.md"', ["seed_file", "none.md"], id="no-file"),
    ],
)
def test_mistake_of_the_operator_refuses_the_start(
    ask_elsewhere: Asked, tmp_path: Path, file: str, text: str, words: list[str]
) -> None:
    (tmp_path / file).write_text(text)
    said = ask_elsewhere("run", "--once")
    assert (said.code, said.out) == (2, "")
    for word in [file, *words]:
        assert word in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "var").exists()


def test_named_settings_file_must_be_there(ask_elsewhere: Asked) -> None:
    said = ask_elsewhere("--config", "nowhere.toml", "stories")
    assert said.code == 2
    assert "nowhere.toml" in said.err


def test_unknown_variable_of_the_environment_is_refused(ask_elsewhere: Asked) -> None:
    said = ask_elsewhere("sources", "list", TUMEN_WEB__PROT="1")
    assert said.code == 2
    assert "TUMEN_WEB__PORT" in said.err


def test_mistake_has_its_exit_code_as_a_process_too(elsewhere: Home) -> None:
    (elsewhere.folder / "sources.toml").write_text(SOURCE + 'colour = "red"')
    said = elsewhere.tumen("run", "--once")
    assert (said.code, said.out) == (2, "")
    assert "colour" in said.err
