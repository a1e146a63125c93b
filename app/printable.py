"""Makes texts from outside harmless for a terminal; it changes nothing of what is stored."""

from __future__ import annotations

# C0, DEL and C1 without tab and newline: a headline must not clear the screen or rename the window.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")
del _CONTROLS[ord("\n")], _CONTROLS[ord("\t")]


def printable(text: str) -> str:
    """The text with each control character replaced by one sign, so that offsets stay true.

    Example:
        >>> printable("\\x1b[2J up")
        '�[2J up'
    """
    return text.translate(_CONTROLS)
