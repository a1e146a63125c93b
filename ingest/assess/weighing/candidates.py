"""Third look at a text: sentences that may speak of the deployment though no rule could tie them together.

A candidate has a word for soldiers, for what they do or for what befalls them, stands with North
Korea, and the text knows of Russia or the war. Whether the text is flagged for it is for the
weights to say (ingest/assess/weighing/scales.py); without a candidate they flag nothing.
"""

from __future__ import annotations

from ingest.assess.reading.document import Document, Sentence, roles_near
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, NAMES_NORTH
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK, Mention
from ingest.assess.weighing.features import sentence_masks
from ingest.assess.weighing.scales import Features, Scale

_MEN = sum(
    BIT[role]
    for role in (
        *("force", "army", "people", "sapper", "builder", "captive", "deploy", "nk_force", "ref"),
        *("kill", "wound", "casualty", "capture", "fight"),
    )
)
_SOLDIERS = sum(
    BIT[role] for role in ("force", "sapper", "builder", "captive", "nk_force", "deploy")
)
_THERE = sum(
    BIT[role] for role in ("ru", "ru_adj", "ua", "ua_adj", "war", "front", "abroad", "place")
)


def find_candidates(doc: Document, mentions: list[list[Mention]], scale: Scale) -> list[Finding]:
    """Shape: the candidates that weigh for a flag, in order, the heaviest of them direct; or empty."""
    if not doc.roles & _THERE:
        return []
    weighed: list[tuple[float, Sentence]] = []
    for sentence in doc.sentences:
        if _are_others(sentence, mentions[sentence.index]):
            continue
        if sentence.roles & _MEN and roles_near(doc, sentence) & NAMES_NORTH:
            local = Features(masks=sentence_masks(sentence))
            weighed.append((scale.weigh(local) - scale.constant, sentence))
    if not weighed:
        return []
    carrier = max(weighed, key=lambda pair: (pair[0], -pair[1].index))[1]
    return [
        Finding(
            sentence, [_mention(sentence, mentions[sentence.index])], sentence is carrier, "weighed"
        )
        for weight, sentence in weighed
        if sentence is carrier or weight > 0
    ]


def _are_others(sentence: Sentence, named: list[Mention]) -> bool:
    """The sentence is about another state's men and does not name North Korea."""
    return not sentence.roles & NAMES_NORTH and any(
        m.owners and not m.owners & OWN_NK for m in named
    )


def _mention(sentence: Sentence, named: list[Mention]) -> Mention:
    """The soldiers meant: a mention that may be ours, or whatever word stands for them."""
    for mention in named:
        if mention.owners & OWN_NK or not mention.owners:
            return Mention(
                mention.sentence, mention.at, mention.hit, OWN_NK, mention.strong, "weighed"
            )
    return stand_in(sentence)


def stand_in(sentence: Sentence) -> Mention:
    """A mention for soldiers whom the sentence only implies, at the word that tells of them most."""
    wanted = _SOLDIERS if sentence.roles & _SOLDIERS else _MEN
    at, hit = next(
        ((i, h) for i, h in enumerate(sentence.hits) if h.roles & wanted),
        (0, Hit(sentence.start, sentence.start, 0, 0)),
    )
    return Mention(sentence.index, at, hit, OWN_NK, True, "weighed")
