"""The how-to pages on sources and recipients, held against the code: fields, examples, and the signature recipe."""

from __future__ import annotations

import base64
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from config.catalogue import load_catalogue
from config.routes import load_routes
from domain.errors import ConfigError
from domain.source import Source

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


def blocks(page: str, language: str) -> list[str]:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_page_on_sources_explains_every_field():
    rows = re.findall(r"^\| `(\w+)` \|", (HOW_TO / "add-a-source.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(field.name for field in fields(Source))


def test_the_examples_of_sources_load_as_one_catalogue(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text("\n".join(blocks("add-a-source.md", "toml")))
    sources = {source.id: source for source in load_catalogue(path)}
    assert not sources["tass-en"].enabled
    assert {"example-daily", "example-ministry"} < set(sources)


def test_the_examples_of_recipients_load(tmp_path):
    path = tmp_path / "routes.toml"
    path.write_text("\n".join(blocks("add-a-recipient.md", "toml")))
    assert [route.channel for route in load_routes(path)] == ["email", "webhook"]


def test_the_filters_of_the_table_are_filters(tmp_path):
    text = (HOW_TO / "add-a-recipient.md").read_text()
    filters = re.findall(r"^\| `(flag:[^`]*)` \|", text, re.MULTILINE)
    assert len(filters) == 5
    path = tmp_path / "routes.toml"
    path.write_text(
        "\n".join(
            f"[[route]]\nname = 'r{n}'\nchannel = 'webhook'\nfilter = '{f}'"
            for n, f in enumerate(filters)
        )
    )
    assert len(load_routes(path)) == 5


def test_the_shown_complaint_is_the_real_one(tmp_path):
    path = tmp_path / "routes.toml"
    path.write_text(
        '[[route]]\nname = "desk"\nchannel = "webhook"\nfilter = "flg:troop_deployment"\n'
    )
    (shown,) = blocks("add-a-recipient.md", "text")
    with pytest.raises(ConfigError) as caught:
        load_routes(path)
    assert caught.value.message.replace(f"{tmp_path}/", "") == shown.rstrip("\n")


@pytest.mark.parametrize(
    ("body", "late_s", "expected"),
    [(b'{"a": 1}', 0, True), (b'{"a": 2}', 0, False), (b'{"a": 1}', 301, False)],
    ids=["true", "body changed", "replayed later"],
)
def test_the_recipe_verifies_what_the_library_signs(body, late_s, expected):
    (recipe,) = blocks("add-a-recipient.md", "python")
    scope: dict = {}
    exec(recipe, scope)  # our own page
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    at = datetime(2026, 11, 20, tzinfo=UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": "v1,x " + Webhook(secret).sign("msg_1", at, '{"a": 1}'),
    }
    now = at.timestamp() + late_s
    assert scope["is_from_tumen"](secret, headers, body, now=now) is expected
