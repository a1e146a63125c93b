"""From a text to its assessment: relevance, flags, claims, figures, each with its exact span.

The way of a text: `reading` finds words and numbers, `rules` tie them together, `weighing` settles what
they leave open, `claims` say who says what and when; `judge` goes that way, `explaining` tells why.
No network, database or clock; the lexicons are arguments.
"""

from ingest.assess.judge import RULE_VERSION, assess, touches_subject

__all__ = ["RULE_VERSION", "assess", "touches_subject"]
