"""Words an alert for its channel from the stored payload alone; it sends nothing.

The same alert gives the same bytes on every attempt.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.payload import utc_text
from domain.alert import DueAlert
from domain.assessment import Evidence, segments
from domain.story import figure_words, sources_words
from domain.wording import context_words, passed_on_by

MAX_SUBJECT = 120
# A "sentence" of broken text can be a whole page; the link leads to the rest.
MAX_QUOTE = 1_000
_LEADS = {
    "opened": "",
    "removed": "taken back, ",
    "correction": "corrected, ",
    "denial": "now ",
    "status": "now ",
    "figure": "new figure, ",
    "independent": "told by more sources, ",
    "minor": "",
}
_ENCODED_WORD = re.compile(r"=(?=\?)")


def webhook_body(alert: DueAlert) -> bytes:
    """The JSON body of a webhook: type, timestamp of the alert (not of the attempt), data."""
    body = {
        "type": f"story.{alert.change}",
        "timestamp": utc_text(alert.created_at),
        "data": alert.payload,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def subject(alert: DueAlert) -> str:
    """The line that must be enough to decide whether to get up: status, figure, speaker, outlet."""
    data = alert.payload
    claim = _leading_claim(data, alert.state)
    outlet = next((a["outlet"] for a in data["articles"] if a["outlet"]), None)
    if claim is None:
        lead = _LEADS.get(alert.change, "")
        words, speaker = f"{lead}troop deployment: {data['story']['title']}", None
    else:
        told = _told_figure(claim, alert.state)
        words = f"{_LEADS.get(alert.change, '')}{claim['status']}: {told or data['story']['title']}"
        speaker = claim["speaker"]
    tail = f" — {speaker}" if speaker else ""
    tail += f" ({outlet})" if outlet else ""
    return _fit(f"[tumen] {header_text(words)}", header_text(tail))


def header_text(value: str) -> str:
    """Make outside text fit for a header: one line, no control characters, no encoded words.

    Source: RFC 5322 §2.2; CPython 3.11.7 let `=?utf-8?q?…=0ABcc:…?=` in a subject become a header.
    Example:
        >>> header_text("a\\r\\nBcc: b  =?utf-8?q?c?=")
        'a Bcc: b = ?utf-8?q?c?='
    """
    visible = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in value)
    return " ".join(_ENCODED_WORD.sub("= ", visible).split())


def email_message(alert: DueAlert, *, sender: str, recipients: Sequence[str]) -> bytes:
    """The whole mail with a text and an HTML part, ready for the wire.

    Shape: addresses are already checked by the channel. Base64 keeps Korean and Russian small and
    passes servers without 8BITMIME.
    """
    view = _view(alert)
    parts = [
        MIMEText(_render(f"alert.{kind}", view), subtype, "utf-8")
        for kind, subtype in (("txt", "plain"), ("html", "html"))
    ]
    # The boundary is random by default; no base64 line holds an underscore.
    message = MIMEMultipart("alternative", boundary=f"=_{alert.message_id}", _subparts=parts)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    # The newer EmailMessage loses and doubles blanks when it folds a mixed subject (CPython 3.11).
    message["Subject"] = Header(subject(alert), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(alert.created_at)
    message["Message-ID"] = f"<{alert.message_id}@{sender.rpartition('@')[2]}>"
    # RFC 3834: no out-of-office answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _fit(words: str, tail: str) -> str:
    """Shorten the words before the speaker: who says it matters more than the headline's end."""
    tail = f" {tail}" if tail else ""
    if len(tail) > MAX_SUBJECT // 2:
        tail = f"{tail[: MAX_SUBJECT // 2 - 1]}…"
    room = MAX_SUBJECT - len(tail)
    return (words if len(words) <= room else f"{words[: room - 1].rstrip()}…") + tail


def _leading_claim(data: Mapping[str, Any], state: str) -> Mapping[str, Any] | None:
    """The claim that carries most of the change; among equals one with figure and speaker, then the first."""

    parts = state.split()

    def rank(claim: Mapping[str, Any]) -> tuple[int, bool, bool]:
        keys = [f"status:{claim['status']}", *map(_figure_state, claim["figures"])]
        carried = sum(key in parts for key in keys)
        return (-carried, not claim["figures"], not claim["speaker"])

    return min(data["claims"], key=rank, default=None)


def _told_figure(claim: Mapping[str, Any], state: str) -> str | None:
    parts = state.split()
    figures = sorted(claim["figures"], key=lambda f: (_figure_state(f) not in parts, -f["high"]))
    return _figure_words(figures[0]) if figures else None


def _figure_state(figure: Mapping[str, Any]) -> str:
    return f"figure:{figure['what']}:{figure['low']}-{figure['high']}"


def _figure_words(figure: Mapping[str, Any]) -> str:
    key = (figure["what"], figure["low"], figure["high"])
    # Alerts stored before figures had an extent are still sent.
    return figure_words(key, figure.get("bound", "exact"), figure.get("extent"))


def _view(alert: DueAlert) -> dict[str, Any]:
    data = alert.payload
    claims = [_claim_view(claim) for claim in data["claims"]]
    return {
        "subject": subject(alert).removeprefix("[tumen] "),
        "alert": alert,
        "data": data,
        "claims": claims,
        # Flags without a claim still show the words that raised them.
        "evidence": [] if claims else [_cut(e["text"]) for e in data["evidence"]],
        "counted": _counted(data["story"]),
        "more_articles": data["story"]["articles_total"] - len(data["articles"]),
    }


def _counted(story: Mapping[str, Any]) -> str:
    # Alerts stored before sources were counted are still sent.
    independent = story.get("independent", 0)
    total: int = story["articles_total"]
    return sources_words(total, independent) if independent else str(total)


def _claim_view(claim: Mapping[str, Any]) -> dict[str, Any]:
    sentence = _cut(claim["evidence"]["text"])
    start = claim["evidence"]["start"]
    quote = Evidence(start=start, end=start + len(sentence), text=sentence)
    spans = [Evidence(**f["evidence"]) for f in claim["figures"]]
    return {
        "status": claim["status"],
        "speaker": claim["speaker"],
        "where": " → ".join(p for p in (claim["origin"], claim["destination"]) if p),
        "force": claim["force"],
        "told": context_words(claim),
        "via": passed_on_by(claim),
        "figures": [_figure_words(f) for f in claim["figures"]],
        "quote": sentence,
        "segments": segments(quote, spans),
    }


def _cut(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else f"{text[: MAX_QUOTE - 1]}…"


def _render(template: str, view: Mapping[str, Any]) -> str:
    # Half a surrogate pair cannot be sent; a question mark in a quote is honest enough.
    rendered = _templates().get_template(template).render(view)
    return rendered.encode("utf-8", "replace").decode("utf-8")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["one_line"] = header_text
    environment.tests["web_link"] = is_web_link
    environment.filters["joined"] = _joined
    return environment


def is_web_link(url: object) -> bool:
    """Only these become links: `javascript:` and kin stay text."""
    return str(url).startswith(("https://", "http://"))


def _joined(values: Iterable[str | None]) -> str:
    return " · ".join(v for v in values if v)
