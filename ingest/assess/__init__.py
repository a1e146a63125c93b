"""From a text to its assessment: relevance, flags, claims, figures, each with its exact span.

No network, database or clock; the lexicons are arguments.
"""

from ingest.assess.judge import RULE_VERSION, assess, touches_subject

__all__ = ["RULE_VERSION", "assess", "touches_subject"]
