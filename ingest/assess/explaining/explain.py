"""Say why a text was judged as it was: the rule that fired, its words, and which of them were needed.

What was needed is found by trial (ingest/assess/explaining/trial.py): each word is left out and the rules run
again; what the weights said is their own sum (ingest/assess/explaining/balance.py). All of this costs only those
who ask; `assess` does not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from domain.article import document_text
from domain.assessment import TROOP_DEPLOYMENT, Assessment, Claim, Evidence, Figure, Status
from domain.explanation import Carrier, Dropped, Explanation, Given, Need, Reach, Word
from domain.lexicon import Lexicon
from domain.story import figure_words
from ingest.assess.explaining.balance import (
    balances_of,
    counting_in,
    proposed_in,
    weights_of_sentence,
)
from ingest.assess.explaining.nearest import nearest_of, tied
from ingest.assess.explaining.trial import (
    CONDITIONS,
    DEED_ROLES,
    MEN_ROLES,
    NORTH_ROLES,
    PLACE_ROLES,
    Reading,
    Subject,
    bearing_hits,
)
from ingest.assess.explaining.wording import CANDIDATE_WORDS, WEIGHED, meaning_of, rule_words
from ingest.assess.judge import assess, lexicon_for, names_north
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.status import statuses_of

# Each sentence costs two runs of the rules for each of its words: 12 of 60 sentences of an article of
# 5 KB took 0.7 s on 2026-11-23; a labelled text takes 3 ms on average. Those beyond are shown, and
# said to be untried.
MAX_TRIED = 12
_CONDITION_ROLES = NORTH_ROLES | MEN_ROLES | DEED_ROLES | PLACE_ROLES
# A word left out, and what the rest of its sentence then claims.
Trial = tuple[Hit, list[Claim]]
_HARM = ("kill", "wound", "casualty", "capture", "captive")
_STATUS_ROLES: dict[Status, tuple[str, ...]] = {
    "reported": ("send", "move", "stay", "fight", "return", "deploy", "honour", *_HARM),
    "planned": ("planned",),
    "possible": ("possible", "ask", "condition"),
    "denied": ("denied", "not"),
    "ended": ("return",),
    "casualties": _HARM,
}


def explain(
    title: str,
    text: str,
    *,
    language: str | None,
    published: datetime | None,
    lexicons: Mapping[str, Lexicon],
) -> Explanation:
    """Assess a text and give the reasons; the arguments are those of `assess`."""
    judged = assess(title, text, language=language, published=published, lexicons=lexicons)
    lexicon = lexicon_for(language, lexicons)
    if lexicon is None:
        return Explanation(document=document_text(title, text), assessment=judged)
    subject = Subject(title=title, text=text, lexicon=lexicon, published=published)
    reading = subject.read()
    if judged.flags:
        return _why_flagged(subject, reading, judged)
    return _why_not(subject, reading, judged)


def _why_flagged(subject: Subject, reading: Reading, judged: Assessment) -> Explanation:
    counting = counting_in(reading)
    fired = {**reading.fired, TROOP_DEPLOYMENT: counting}
    found = [(flag, f) for flag, findings in fired.items() for f in findings]
    # Those that carry the flag are tried first, but told in the order of the text.
    order = sorted(range(len(found)), key=lambda i: not found[i][1].direct)
    tried = set(order[:MAX_TRIED])
    return Explanation(
        document=reading.doc.whole,
        assessment=judged,
        carriers=tuple(
            _carrier(subject, reading, flag, finding, judged, tried=i in tried)
            for i, (flag, finding) in enumerate(found)
        ),
        balances=balances_of(reading, proposed_in(reading), counting),
    )


def _why_not(subject: Subject, reading: Reading, judged: Assessment) -> Explanation:
    """What is nearest to a flag: a sentence the weights dropped, or else the one that lacks least."""
    named = names_north(reading.doc)
    proposed = proposed_in(reading) if named else []
    return Explanation(
        document=reading.doc.whole,
        assessment=judged,
        nearest=nearest_of(subject, reading, proposed),
        dropped=tuple(_dropped(reading, finding) for finding in proposed),
        balances=balances_of(reading, proposed, ()) if named else (),
    )


def _dropped(reading: Reading, finding: Finding) -> Dropped:
    by_weight = finding.rule == WEIGHED
    return Dropped(
        rule=finding.rule,
        rule_words=CANDIDATE_WORDS if by_weight else rule_words(finding.rule),
        quote=reading.doc.evidence(finding.sentence.start, finding.sentence.end),
        words=_words(reading, finding, bearing_hits(finding.sentence)),
        weights=weights_of_sentence(reading, finding.sentence) if by_weight else (),
    )


def _carrier(
    subject: Subject,
    reading: Reading,
    flag: str,
    finding: Finding,
    judged: Assessment,
    *,
    tried: bool,
) -> Carrier:
    quote = reading.doc.evidence(finding.sentence.start, finding.sentence.end)
    hits = bearing_hits(finding.sentence)
    needs: tuple[Need, ...] = ()
    spare: tuple[str, ...] = ()
    if tried and finding.direct:
        needs = tuple(_needs(subject, reading, flag, finding))
        needed = {word for need in needs for word in need.words}
        known = (reading.word(h).span.text for h in hits if h.roles & _CONDITION_ROLES)
        spare = tuple(dict.fromkeys(w for w in known if w.casefold() not in _folded(needed)))
    trials = [(hit, _claimed(_without(subject, reading, [hit]), quote)) for hit in hits if tried]
    return Carrier(
        flag=flag,
        rule=finding.rule,
        rule_words=rule_words(finding.rule),
        quote=quote,
        direct=finding.direct,
        tried=tried,
        words=_words(reading, finding, hits),
        needs=needs,
        spare=spare,
        statuses=tuple(_statuses(subject, reading, finding, _claimed(judged, quote), trials)),
        figures=tuple(_figures(reading, _claimed(judged, quote), trials)),
        weights=weights_of_sentence(reading, finding.sentence) if finding.rule == WEIGHED else (),
    )


def _words(reading: Reading, finding: Finding, hits: Iterable[Hit]) -> tuple[Word, ...]:
    ties = {m.hit.start: tied(m) for m in finding.mentions if m.via != "implied"}
    return tuple(
        reading.word(hit, "; ".join(filter(None, (meaning_of(hit.roles), ties.get(hit.start, "")))))
        for hit in hits
    )


def _needs(subject: Subject, reading: Reading, flag: str, finding: Finding) -> Iterator[Need]:
    """The words without which the sentence does not carry the flag: alone, together, in all the text."""
    start = reading.starts_at(finding.sentence)
    hits = [h for h in bearing_hits(finding.sentence) if h.roles & _CONDITION_ROLES]

    def need(hits: Iterable[Hit], meaning: str, reach: Reach) -> Need | None:
        spans = [reading.word_span(h) for h in hits]
        left = subject.without(spans)
        if left.carries(flag, start):
            return None
        quoted = {q.casefold(): q for q in (reading.doc.whole[a:b] for a, b in spans)}
        ends = flag not in left.assessed().flags
        return Need(words=tuple(quoted.values()), meaning=meaning, reach=reach, ends_flag=ends)

    met = 0
    for hit in hits:
        if found := need([hit], meaning_of(hit.roles), "word"):
            met |= hit.roles
            yield found
    for name, roles in CONDITIONS:
        if met & roles:
            continue
        here = [h for h in hits if h.roles & roles]
        everywhere = [h for s in reading.doc.sentences for h in s.hits if h.roles & roles]
        together = need(here, name, "sentence") if len(here) > 1 else None
        if together is None and len(everywhere) > len(here):
            together = need(everywhere, name, "text")
        if together is not None:
            yield together


def _statuses(
    subject: Subject, reading: Reading, finding: Finding, found: list[Claim], trials: list[Trial]
) -> Iterator[Given]:
    quote = reading.doc.evidence(finding.sentence.start, finding.sentence.end)
    by_rule = statuses_of(reading.doc, finding)
    for status in dict.fromkeys(claim.status for claim in found):
        giving = [([hit], claims) for hit, claims in trials if _lost(status, claims)]
        if trials and not giving:
            group = [hit for hit, _ in trials if hit.roles & _roles_of(status)]
            claims = _claimed(_without(subject, reading, group), quote)
            # What is reported is gone with the sentence; any other status needs words of its own.
            gone = status != "reported" and status not in {c.status for c in claims}
            giving = [(group, claims)] if group and (gone or _lost(status, claims)) else []
        before = {claim.status for claim in found}
        yield Given(
            what=status,
            words=_quoted(reading, (hit for group, _ in giving for hit in group)),
            instead=tuple(
                dict.fromkeys(c.status for _, cs in giving for c in cs if c.status not in before)
            ),
            by_weight=status not in by_rule,
        )


def _figures(reading: Reading, found: list[Claim], trials: list[Trial]) -> Iterator[Given]:
    for figure in _counted(found):
        words, shades, instead = [], [], []
        for hit, claims in trials:
            start, end = reading.word_span(hit)
            if start < figure.evidence.end and end > figure.evidence.start:
                continue
            then = [f for f in _counted(claims) if f.evidence.start == figure.evidence.start]
            if claims and (not then or then[0].what != figure.what):
                words.append(hit)
                instead += [_figure_text(f) for f in then]
            elif then and then[0].bound != figure.bound:
                shades.append(hit)
        yield Given(
            what=f"{_figure_text(figure)} (“{figure.evidence.text}”)",
            words=_quoted(reading, words),
            instead=tuple(dict.fromkeys(instead)),
            shades=_quoted(reading, shades),
        )


def _without(subject: Subject, reading: Reading, hits: Iterable[Hit]) -> Assessment:
    return subject.without(map(reading.word_span, hits)).assessed()


def _claimed(judged: Assessment, quote: Evidence) -> list[Claim]:
    return [c for c in judged.claims if quote.start <= c.evidence.start < quote.end]


def _counted(claims: Iterable[Claim]) -> list[Figure]:
    return list({f.evidence.start: f for c in claims for f in c.figures}.values())


def _lost(status: Status, claims: list[Claim]) -> bool:
    """Gone, though the sentence still counts: a sentence without any claim says nothing of statuses."""
    return bool(claims) and status not in {claim.status for claim in claims}


def _roles_of(status: Status) -> int:
    return sum(BIT[role] for role in _STATUS_ROLES[status])


def _figure_text(figure: Figure) -> str:
    return figure_words((figure.what, figure.low, figure.high), figure.bound)


def _quoted(reading: Reading, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The words as the text has them, each once; one within another ("may" of "may have") goes."""
    spans = {reading.word_span(hit) for hit in hits}
    outer = [
        (a, b)
        for a, b in sorted(spans)
        if not any(s != (a, b) and s[0] <= a <= b <= s[1] for s in spans)
    ]
    return tuple(dict.fromkeys(reading.doc.whole[a:b] for a, b in outer))


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}
