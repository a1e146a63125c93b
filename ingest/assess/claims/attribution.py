"""Find who says a sentence and by whom it is passed on; it does not ask whether it is true.

A name speaks when it is the subject of a verb of saying or denying, is cited ("citing", "에 따르면"),
or stands before a colon or at the end of a headline. Everything else that is named is what the sentence is about. Of several
the original source speaks: who is cited before who cites, whoever it is before the outlets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from domain.assessment import Link, Status
from ingest.assess.claims.headlines import at_edges
from ingest.assess.claims.voices import (
    Voice,
    name_unnamed,
    unsaid,
    verbs_of_saying,
    voices_of,
    whole_word,
    with_persons,
)
from ingest.assess.reading.cues import Cue, Cues
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, CAPTIVE, DEPLOY, MENTION

_SAY, _DENIED = BIT["say"], BIT["denied"] | BIT["undenied"]
_EVENT = (
    sum(BIT[r] for r in ("send", "move", "fight", "return", "kill", "wound", "casualty", "capture"))
    | CAPTIVE
    | DEPLOY
)
_SUB, _BY, _OF = BIT["sub"], BIT["by"], BIT["of"] | BIT["prep"]
# "Zelensky, speaking in Kyiv on Friday evening, said"; a state speaks right at its verb.
_SUBJECT_REACH, _STATE_REACH, _INVERTED_REACH, _CITED_REACH = 70, 25, 30, 45
# "Сообщил журналистам секретарь Совета безопасности Сергей Шойгу": a name, its office before it.
_OFFICE_REACH = 60
_CITING_REACH = 120
# 쇼이구 러시아 국가안전보장회의 서기는: 16.
_BEHIND_REACH, _TOPIC_REACH, _NEAR_VERB = 14, 18, 12
# A helping verb may stand before the participle: ", a déclaré", ", ha dicho".
_OPENS_INVERSION = re.compile(r"[,\"\-]\s?(?:\w{1,4}\s)?$")
_CLAUSE_END = re.compile(r"[,.;:\"()!?]|$")
# Sentences that "he said" looks back.
_LOOK_BACK = 2


def links_of(
    doc: Document,
    sentence: Sentence,
    cues_of: Callable[[Sentence], Cues],
    outlets: frozenset[str],
) -> list[Voice]:
    """All who say or pass on a sentence, in the order of the text; a pronoun goes back to its name."""
    cues = cues_of(sentence)
    voices = voices_of(cues, outlets)
    links = _links(doc, sentence, cues, voices)
    if not any(v.kind == "pronoun" for v in links):
        return _once(links)
    before = _spoke_before(doc, sentence, cues_of, outlets)
    named = [
        replace(before, denies=v.denies, trails=v.trails, cited=False) if before else None
        for v in links
        if v.kind == "pronoun"
    ]
    return _once([*(n for n in named if n), *(v for v in links if v.kind != "pronoun")])


def speaker_of(links: list[Voice], status: Status) -> str | None:
    """The original source; that of a denial is who denies."""
    denying = status == "denied"
    own = [v for v in links if v.denies == denying] or links
    if not own:
        return None
    return max(own, key=_standing).name


def _standing(voice: Voice) -> tuple[bool, bool, bool, bool, int]:
    """The original source before who passes it on; a state is named as a party more often than as a voice."""
    # "The NIS believes …, according to Lee Seong-kweun": a person cited beside a body tells what the body said.
    passes_on = voice.trails or (voice.cited and voice.person)
    source = voice.cited and not voice.person
    return not voice.outlet, source, not passes_on, voice.kind != "state", voice.start


def chain_of(doc: Document, links: list[Voice]) -> tuple[Link, ...]:
    """The links as the text names them."""
    return tuple(Link(name=v.name, evidence=doc.evidence(*v.span)) for v in links)


def _spoke_before(
    doc: Document,
    sentence: Sentence,
    cues_of: Callable[[Sentence], Cues],
    outlets: frozenset[str],
) -> Voice | None:
    for back in range(1, _LOOK_BACK + 1):
        at = sentence.index - back
        if at < 0:
            return None
        earlier = doc.sentences[at]
        cues = cues_of(earlier)
        links = _links(doc, earlier, cues, voices_of(cues, outlets))
        links = [v for v in links if v.kind != "pronoun"]
        if links:
            return max(links, key=_standing)
    return None


def _once(links: list[Voice]) -> list[Voice]:
    """Each name once, where it stands first, with all that is known of it."""
    by_name: dict[str, Voice] = {}
    for voice in sorted(links, key=lambda v: v.start):
        known = by_name.setdefault(voice.name, voice)
        if known is not voice:
            known.cited = known.cited or voice.cited
            known.denies = known.denies or voice.denies
    return list(by_name.values())


def _links(doc: Document, sentence: Sentence, cues: Cues, voices: list[Voice]) -> list[Voice]:
    if not voices and not sentence.roles & (_SAY | _DENIED) and not cues.of("saying"):
        return []
    voices = with_persons(doc, sentence, voices) or unsaid(doc, sentence)
    cites = sorted(cues.of("cite"))
    links = [v for v in voices if v.cited]
    links += [v for cite in cites if (v := _cited(doc, sentence, cues, voices, cite))]
    verbs = [
        whole_word(doc, h)
        for h in verbs_of_saying(sentence, cues)
        if not any(c.start < h.end and h.start < c.end for c in cites)
    ]
    free = [v for v in voices if not v.cited]
    if doc.lexicon.grammar.order == "head_last":
        links += _topics(doc, sentence, cues, free, verbs)
    else:
        for verb in verbs:
            links += _at_verb(doc, sentence, cues, free, verb)
    links += at_edges(doc, sentence, free, headline=doc.has_title and sentence.index == 0)
    distinct = {id(v): v for v in links if v.name or v.kind == "pronoun"}
    return sorted(distinct.values(), key=lambda v: v.start)


def _cited(
    doc: Document, sentence: Sentence, cues: Cues, voices: list[Voice], cite: Cue
) -> Voice | None:
    """Who follows "citing" or precedes "에 따르면"; a known name before the noun it belongs to."""
    found: list[tuple[int, Voice]] = []
    for voice in voices:
        if voice.kind == "pronoun" or voice.cited:
            continue
        if cite.value == "before":
            gap, reach = doc.text[cite.end : voice.start], _CITED_REACH
            ordered = voice.start >= cite.end
        else:
            gap, reach = doc.text[voice.end : cite.start], _BEHIND_REACH
            ordered = voice.end <= cite.start
        if voice.kind in ("state", "capital"):
            reach = 6
        if ordered and len(gap) <= reach and not set(gap) & set(',;:"'):
            found.append((len(gap), voice))
    if not found:
        return None
    voice = min(found, key=lambda f: (not f[1].name, f[0]))[1]
    begin = cite.end if cite.value == "before" else sentence.start
    name_unnamed(doc, sentence, cues, voice, begin=begin, end=voice.end)
    voice.cited = True
    return voice


def _at_verb(
    doc: Document, sentence: Sentence, cues: Cues, voices: list[Voice], verb: Hit
) -> list[Voice]:
    """The subject of a verb of saying, before or behind it, and the outlet it was told to."""
    denies = bool(verb.roles & _DENIED)
    told = _next_behind(doc, voices, verb)
    inverted = told is not None and _is_inverted(doc, sentence, cues, told, verb)
    subject = None if inverted else _subject_before(doc, sentence, cues, voices, verb)
    found = [subject] if subject else []
    if told is not None and told is not subject:
        if inverted:
            name_unnamed(doc, sentence, cues, told, begin=verb.end, end=told.end)
            # "La Corée du Nord a confirmé …, a rapporté l'agence KCNA".
            told.trails = told.kind == "speaker" and doc.text[verb.start - 1] == " "
            found.append(told)
        elif subject is not None and told.outlet and told.start - verb.end <= _NEAR_VERB:
            found.append(told)
            told.trails = True
    for voice in found:
        voice.denies = voice.denies or denies
        if voice is subject and _trails(doc, sentence, voice, verb):
            voice.trails = True
    return found


def _subject_before(
    doc: Document, sentence: Sentence, cues: Cues, voices: list[Voice], verb: Hit
) -> Voice | None:
    for voice in reversed(voices):
        if voice.end > verb.start:
            continue
        gap = doc.text[voice.end : verb.start]
        near = voice.kind in ("state", "capital", "pronoun")
        reach = _STATE_REACH if near else _SUBJECT_REACH
        if cues.any("cite", voice.end, verb.start):
            reach = _CITING_REACH
        if len(gap) > reach or any(mark in gap for mark in ';:"('):
            return None
        if voice.kind == "pronoun" and _is_object(sentence, voice):
            continue
        if gap.startswith("'s") or (
            "," in gap and (near or not _is_aside(doc, sentence, voice, gap))
        ):
            continue
        between = [h for h in sentence.hits if voice.end <= h.start and h.end <= verb.start]
        if any(h.roles & _EVENT or (near and h.roles & (MENTION | _SUB)) for h in between):
            continue
        if near and cues.any("passive", voice.end, verb.start):
            continue
        opens = next((h for h in between if h.start - voice.end <= 1), None)
        stretches = opens is not None and opens.roles & _OF and "," not in gap
        end = verb.start if stretches and not any(True for _ in _times(cues, voice, verb)) else 0
        begin = sentence.start
        name_unnamed(doc, sentence, cues, voice, begin=begin, end=max(end, voice.end))
        return voice
    return None


def _is_object(sentence: Sentence, voice: Voice) -> bool:
    """ "Did not deny it and said"."""
    said = _SAY | _DENIED
    return any(h.roles & said and 0 <= voice.start - h.end <= 1 for h in sentence.hits)


def _is_aside(doc: Document, sentence: Sentence, voice: Voice, gap: str) -> bool:
    """ "Zelensky, speaking in Kyiv, said"; "Yang Wook, a professor in Seoul, said"."""
    if gap.startswith(",") and gap.count(",") > 1:
        return True
    # "Yang Wook, a fellow at the Asan Institute, said": what stands within the aside is not who speaks.
    ends = (
        voice.kind == "voice"
        and not voice.person
        and gap.count(",") == 1
        and gap.rstrip().endswith(",")
    )
    return ends and "," in doc.text[sentence.start : voice.start]


def _times(cues: Cues, voice: Voice, verb: Hit) -> list[Cue]:
    kinds = ("weekday", "month", "month_weak", "period", "relative")
    return [c for c in cues.of(*kinds) if voice.end <= c.start and c.end <= verb.start]


def _next_behind(doc: Document, voices: list[Voice], verb: Hit) -> Voice | None:
    behind = [v for v in voices if v.start >= verb.end]
    if not behind:
        return None
    voice = behind[0]
    if voice.kind == "pronoun" and doc.lexicon.grammar.order != "free":
        return None
    if voice.kind == "voice" and len(behind) > 1 and behind[1].start - voice.end <= 1:
        # "Повідомив речник ГУР": known by name, whatever the office.
        voice = behind[1] if behind[1].kind == "speaker" and not behind[1].outlet else voice
    gap = doc.text[verb.end : voice.start]
    reach = _OFFICE_REACH if voice.kind == "speaker" else _INVERTED_REACH
    return voice if len(gap) <= reach and not set(gap) & set(',;:"(') else None


def _is_inverted(doc: Document, sentence: Sentence, cues: Cues, voice: Voice, verb: Hit) -> bool:
    """ "…", said Zelensky; сообщил министр; denied by the Kremlin; not: said Putin had sent."""
    between = [h for h in sentence.hits if verb.end <= h.start and h.end <= voice.start]
    if any(h.roles & (_EVENT | _SUB) for h in between):
        return False
    gap = voice.start - verb.end
    if any(h.roles & _BY for h in between):
        return gap <= _NEAR_VERB
    if _OPENS_INVERSION.search(doc.text, max(sentence.start, verb.start - 7), verb.start):
        return (voice.kind in ("speaker", "voice") or gap <= 6) and _ends(
            doc, sentence, cues, voice
        )
    free = doc.lexicon.grammar.order == "free"
    near = gap <= (1 if voice.kind != "voice" else _INVERTED_REACH)
    return free and near and _ends(doc, sentence, cues, voice)


def _ends(doc: Document, sentence: Sentence, cues: Cues, voice: Voice) -> bool:
    """What follows the name up to the next comma does nothing: not "said Putin had sent"."""
    stop = _CLAUSE_END.search(doc.text, voice.end)
    cited = [c.start for c in cues.of("cite") if c.start >= voice.end]
    end = min([stop.start() if stop else sentence.end, *cited])
    return not any(
        h.roles & (_EVENT | MENTION) for h in sentence.hits if voice.end <= h.start and h.end <= end
    )


def _trails(doc: Document, sentence: Sentence, voice: Voice, verb: Hit) -> bool:
    """ "The NIS believes …, a lawmaker said": who ends the sentence passes on what stands before."""
    if sentence.end - verb.end > _INVERTED_REACH:
        return False
    stop = max(doc.text.rfind(mark, sentence.start, voice.start) for mark in ',"')
    if stop < 0 or voice.start - stop > _INVERTED_REACH:
        return False
    between = (h for h in sentence.hits if stop < h.start and h.end <= voice.start)
    return not any(h.roles & (_EVENT | MENTION) for h in between)


def _topics(
    doc: Document, sentence: Sentence, cues: Cues, voices: list[Voice], verbs: list[Hit]
) -> list[Voice]:
    """Where the verb ends the sentence, a particle marks who says it; no more of them than verbs."""
    if not verbs:
        return []
    marked: list[tuple[int, int, Voice]] = []
    for voice in voices:
        if voice.kind == "pronoun":
            marked.append((1, voice.start, voice))
            continue
        mark = _mark_behind(cues, voice)
        if mark is None:
            continue
        verb = next((h for h in verbs if h.start >= voice.end), None)
        if verb is None or (voice.kind in ("state", "capital") and mark.start != voice.end):
            continue
        close = verb.start - mark.end <= _NEAR_VERB
        if voice.kind in ("state", "capital") and not close and not _is_topic(doc, mark):
            continue
        rank = 0 if close else 1 if _is_topic(doc, mark) else 2
        marked.append((rank, voice.start, voice))
    marked.sort(key=lambda m: m[:2])
    chosen = [voice for _, _, voice in marked[: len(verbs)]]
    for voice in chosen:
        name_unnamed(doc, sentence, cues, voice, begin=sentence.start, end=voice.end)
        last = verbs[-1]
        voice.denies = bool(last.roles & _DENIED)
    return chosen


def _mark_behind(cues: Cues, voice: Voice) -> Cue | None:
    marks = [c for c in cues.of("topic") if 0 <= c.start - voice.end <= _TOPIC_REACH]
    first = min(marks, key=lambda c: c.start, default=None)
    return first if first is not None and first.value == "subject" else None


def _is_topic(doc: Document, mark: Cue) -> bool:
    """The first form of the marks is that of the topic: it outranks a subject within the quote."""
    return doc.text[mark.start] in doc.lexicon.grammar.topic_marks
