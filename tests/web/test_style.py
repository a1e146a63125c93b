"""The style sheet against WCAG 2.2: contrast of text in both schemes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web.service

CSS = (Path(web.service.__file__).parent / "static" / "tumen.css").read_text("utf-8")
AA_TEXT = 4.5


def scheme(dark: bool) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light, night = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", b)) for b in blocks)
    return light | night if dark else light


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_colours_reach_aa(dark: bool) -> None:
    colours = scheme(dark)
    pairs = [
        (colours[front], colours[back])
        for front in ("text", "quiet", "link", "accent", "ok", "warn", "bad")
        for back in ("page", "card")
    ]
    pairs.append((colours["mark-text"], colours["mark"]))
    assert all(contrast(front, back) >= AA_TEXT for front, back in pairs)


def test_badges_reach_aa_with_their_white_text() -> None:
    backs = re.findall(r"\.badge(?:-\w+)? \{[^}]*?background: (#[0-9a-f]{6})", CSS)
    assert len(backs) == 7
    assert all(contrast("#ffffff", back) >= AA_TEXT for back in backs)
