"""Write the commented example files of `tumen init`; it never changes a file that is there."""

from __future__ import annotations

from pathlib import Path

from domain.errors import ConfigError

BUNDLED = Path(__file__).parent / "data" / "templates"
NAMES = ("tumen.toml", "sources.toml", "routes.toml")


def write_templates(folder: Path) -> list[Path]:
    """Write all templates into `folder`, or none of them.

    Errors: ConfigError when one of the files is already there or the folder cannot be written.
    """
    targets = [folder / name for name in NAMES]
    if there := [str(target) for target in targets if target.exists()]:
        raise ConfigError(f"{', '.join(there)}: already there; move it away or name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target in targets:
            # "x": a file that appears in between is not overwritten either.
            with target.open("x", encoding="utf-8") as file:
                file.write((BUNDLED / target.name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror})") from error
    return targets
