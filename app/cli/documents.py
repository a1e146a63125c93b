"""Commands that need no database: assess, group, extract, listing."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from app.cli.context import ConfigOption, settings_of
from app.cli.output import json_text
from app.printable import printable
from domain.source import SourceKind

Files = Annotated[list[str] | None, typer.Argument(help="Files, or - for standard input.")]
Places = Annotated[list[str], typer.Argument(help="Files or http(s) addresses.")]


def assess(
    files: Files = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why, for a person, instead of JSON lines.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option("--jobs", min=0, help="Worker processes for many documents; 0: one a core."),
    ] = 1,
) -> None:
    """Assess documents: relevance, flags, statuses, figures and claims with their evidence.

    Input: plain text (first line is the title), HTML, Markdown, or JSON lines with id, title, text and
    optionally lang and published. Output: one JSON line a document; with --explain the text with its
    marked words, the rule that fired, and what would have had to be different.

    Example: echo '{"id":"1","title":"NIS: 3,000 more North Korean troops sent to Russia","text":""}' | tumen assess -
    """
    from app.assessing import assess_documents

    if explain:
        raise typer.Exit(_print_explanations(files or ["-"]))
    raise typer.Exit(_print_lines(assess_documents(files or ["-"], jobs=jobs)))


def group(files: Files = None) -> None:
    """Group documents into stories: prints of one text, and one event in other words or languages.

    Input: JSON lines with id, title, text, published (ISO 8601) and optionally lang. Output: one JSON line a
    document, in the order given: its story and near_dup_group (named by their earliest document), the original it
    copies, and the reason. Without published a document is compared with copies only.

    Example: tumen group articles.jsonl | jq -s 'group_by(.story) | map(length)'
    """
    from app.grouping import group_documents

    raise typer.Exit(_print_lines(group_documents(files or ["-"])))


def extract(
    places: Places,
    url: Annotated[str | None, typer.Option(help="The address a file was fetched from.")] = None,
    content_type: Annotated[
        str | None, typer.Option(help="Content-Type header of the files.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Parse pages into articles, one JSON line each; many files use all cores.

    Example: tumen extract page.html --url https://example.org/news/1
    """
    from app.extracting import extract_pages

    lines = extract_pages(places, settings_of(config), url=url, content_type=content_type)
    raise typer.Exit(_print_lines(lines))


def listing(
    places: Places,
    kind: Annotated[
        SourceKind | None, typer.Option(help="What the listing is; default: told from the bytes.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Read listings into entries, one JSON line each.

    Example: tumen listing https://www.yna.co.kr/rss/northkorea.xml
    """
    from app.extracting import read_listings

    raise typer.Exit(_print_lines(read_listings(places, settings_of(config), kind=kind)))


def _print_explanations(files: list[str]) -> int:
    """Print an explanation a document; 1 when any could not be read."""
    from app.assessing import explain_documents
    from app.cli.explaining import print_explanation

    failed = False
    for number, (document, explanation) in enumerate(explain_documents(files)):
        if explanation is None:
            failed = True
            sys.stderr.write(printable(f"tumen: {document.error}\n"))
            continue
        if number:
            sys.stdout.write("\n")
        print_explanation(explanation, title=document.id)
    return int(failed)


def _print_lines(lines: Any) -> int:
    """Print JSON lines; 1 when any of them is an error."""
    failed = False
    for line in lines:
        if "error" in line:
            failed = True
            error, source = line["error"], line.get("source", "")
            named = error if source in error else f"{source}: {error}"
            sys.stderr.write(printable(f"tumen: {named}\n"))
        sys.stdout.write(json_text(line) + "\n")
    sys.stdout.flush()
    return int(failed)
