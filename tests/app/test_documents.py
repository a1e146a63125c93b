"""What people hand to `tumen assess`: JSON lines, arrays, other encodings, files that are no text."""

import json
from datetime import UTC, datetime

import pytest

from app.documents import documents_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(data: bytes, name="in"):
    return list(documents_of(data, name, now=NOW))


def test_line_separators_within_a_json_string_end_no_line():
    item = {"id": "1", "title": "Troops\u2028in Kursk", "text": "They\x85fight\u2029on"}
    (found,) = read(json.dumps(item, ensure_ascii=False).encode() + b"\r\n")
    assert (found.error, found.title, found.text) == (None, item["title"], item["text"])


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (b'\xef\xbb\xbf{"id":"1","title":"a"}\n\n{"id":"2","title":"b"}', ["a", "b"]),
        (b'[{"id":"1","title":"a"}, {"id":"2","title":"b"}]', ["a", "b"]),
        (json.dumps({"id": "1", "title": "a"}, indent=2).encode(), ["a"]),
        ('{"id":"1","title":"Курск"}\n{"id":"2","title":"b"}'.encode("utf-16"), ["Курск", "b"]),
    ],
    ids=["lines with a mark", "array", "one object over lines", "UTF-16"],
)
def test_json_is_read_in_all_its_shapes(data, titles):
    assert [(d.error, d.title) for d in read(data)] == [(None, title) for title in titles]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id":"7","title":', ("line 2", "not JSON")),
        ('{"id":"7","title":"КНДР"}'.encode("cp1251"), ("line 2", "not UTF-8", "iconv")),
        (b'{"id":"7","titel":"x"}', ("line 2", "'title'", "'text'")),
        (b'{"id":"7","title":["x"]}', ("line 2", "'title'", "string")),
        (
            b'{"id":"7","title":"x","published":"yesterday"}',
            ("'published'", "'yesterday'", "2025-"),
        ),
        (b"[7]", ("line 2", "not an object")),
        (b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ("line 2", "not JSON")),
    ],
    ids=["cut off", "cp1251", "no text", "list", "date", "array", "deep"],
)
def test_a_bad_line_is_named_with_its_fault_and_stops_no_other(line, words):
    first, bad, last = read(b'{"id":"1","title":"a"}\n' + line + b'\n{"id":"3","title":"c"}')
    assert (first.title, last.title) == ("a", "c")
    assert bad.error is not None
    assert all(word in bad.error for word in words)


def test_lines_without_an_id_are_called_by_their_place():
    names = [d.id for d in read(b'{"title":"a"}\n{"id":null,"title":"b"}\n{"id":3,"title":"c"}')]
    assert names == ["in:1", "in:2", "3"]


def test_a_file_named_jsonl_is_never_taken_for_prose():
    first, second = read(b'oops\n{"id":"2","title":"b"}', "in.jsonl")
    assert first.error
    assert "line 1" in first.error
    assert second.title == "b"


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"], ids=["empty", "blank", "mark"])
def test_an_empty_file_says_so(data):
    assert [d.error for d in read(data, "note.txt")] == [
        "note.txt: is empty; expected a text, HTML or JSON lines"
    ]


def test_a_picture_is_no_text():
    (found,) = read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assert found.error
    assert "is not text" in found.error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_plain_text_is_read_in_the_encodings_of_its_language(encoding):
    text = "КНДР направила солдат в Курскую область\n\nОб этом сообщили в Сеуле во вторник.\n"
    (found,) = read(text.encode(encoding))
    assert found.title == "КНДР направила солдат в Курскую область"


def test_a_stray_control_character_makes_no_text_unreadable():
    (found,) = read(b"North Korean troops in Kursk\0\n\n" + b"They fight there. " * 20)
    assert found.error is None
    assert "They fight" in found.text
