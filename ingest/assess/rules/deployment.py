"""The flag rule `troop_deployment`: North Korean (or Russian) soldiers tied to the war or the other state.

A sentence is a finding when soldiers owned by North Korea stand in it together with the war or
Russia and something that happens to soldiers abroad: sent, there, fighting, harmed, back. Soldiers
at home, on parade, in drills, on a visit or in another era are none. It reads no status or figure.
"""

from __future__ import annotations

from ingest.assess.reading.document import Document, Sentence, roles_near
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import (
    ARMY,
    BIT,
    CAPTIVE,
    DEPLOY,
    FOREIGN,
    HARM,
    HOME,
    NORTH,
    PEOPLE,
    RUSSIAN,
    THINGS,
    UKRAINIAN,
)
from ingest.assess.rules.context import is_in_korea, soldiers_by_context
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.implied import find_at_kursk, find_continued
from ingest.assess.rules.owners import OWN_NK, OWN_RU, Mention, stands_near

_WAR = BIT["war"]
_FRONT = BIT["front"]
_THERE = _WAR | RUSSIAN
_MOVES = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"] | BIT["return"] | BIT["ask"]
_PREDICATE = _MOVES | HARM | DEPLOY | BIT["honour"]
_CUES = BIT["planned"] | BIT["possible"] | BIT["demand"]
_MEN = BIT["force"] | BIT["sapper"] | BIT["builder"] | BIT["fight"]
_GOAL_MARKS = ("로", "으로", "에 ", "행")
_THINGS = THINGS | HOME
_ERA = BIT["era"]


def find_deployments(doc: Document, mentions: list[list[Mention]]) -> list[Finding]:
    """Shape: the sentences that mention the deployment, in order; empty without a direct one."""
    north = doc.roles & NORTH or doc.hinted
    if not north or not doc.roles & (_THERE | UKRAINIAN | BIT["abroad"]):
        return []
    findings: list[Finding] = []
    for sentence, found in zip(doc.sentences, mentions, strict=True):
        if not found:
            continue
        own = [m for m in found if m.owners & OWN_NK]
        rule = next((name for m in own if (name := _rule_of(doc, sentence, m))), "")
        if not rule and any(_is_reverse(doc, sentence, m) for m in found if m.owners & OWN_RU):
            russian = [m for m in found if m.owners & OWN_RU]
            findings.append(Finding(sentence, russian, True, "reverse"))
        elif own:
            continued = any(m.points_back for m in own) or sentence.roles & _PREDICATE
            if rule or (continued and not sentence.roles & (HOME | _ERA)):
                findings.append(Finding(sentence, own, bool(rule), rule or "continued"))
    if not any(f.direct for f in findings):
        findings = [Finding(*found, "context") for found in soldiers_by_context(doc, mentions)]
    if not any(f.direct for f in findings):
        at_kursk = [
            (sentence, find_at_kursk(doc, sentence))
            for sentence, named in zip(doc.sentences, mentions, strict=True)
            if sentence.roles & _WAR and not any(m.owners & ~OWN_NK for m in named)
        ]
        findings = [Finding(s, [m], True, "kursk") for s, m in at_kursk if m is not None]
    return _continued(doc, findings, mentions) if any(f.direct for f in findings) else []


def _continued(
    doc: Document, findings: list[Finding], mentions: list[list[Mention]]
) -> list[Finding]:
    """Add the neighbours that go on about the same soldiers without naming any."""
    held = {f.sentence.index for f in findings}
    beside = {i + step for i in held for step in (-1, 1)}
    paragraphs = {f.sentence.paragraph for f in findings}
    for sentence in doc.sentences:
        if sentence.index in held or any(m.owners for m in mentions[sentence.index]):
            continue
        if sentence.index in beside or sentence.paragraph in paragraphs:
            mention = find_continued(doc, sentence, counted=sentence.index not in beside)
            if mention is not None:
                findings.append(Finding(sentence, [mention], False, "continued"))
    return sorted(findings, key=lambda f: f.sentence.index)


def roles_around(doc: Document, sentence: Sentence, *, ahead: bool) -> int:
    """The roles of a sentence, the title, the sentence before and, if asked for, the one ahead."""
    around = sentence.roles | (doc.sentences[0].roles if doc.has_title else 0)
    last = sentence.index + 2 if ahead else sentence.index + 1
    for other in doc.sentences[max(0, sentence.index - 1) : last]:
        around |= other.roles
    return around


def _rule_of(doc: Document, sentence: Sentence, mention: Mention) -> str:
    """The rule by which these soldiers make the sentence tell of the deployment; empty: none does."""
    roles = sentence.roles
    if roles & _ERA:
        return ""
    predicate = roles & _PREDICATE
    war = roles & _WAR or (roles & _FRONT and doc.roles & (_THERE | UKRAINIAN))
    if roles & HOME and not roles & _WAR and not _is_bound_for_russia(doc, sentence):
        return ""
    if mention.via == "implied":
        return "implied"
    if roles & BIT["visit"] and not roles & _WAR and not mention.strong:
        return ""
    if mention.points_back:
        civil = mention.hit.roles & (PEOPLE | BIT["ref"]) and not war
        civil = civil and any(_is_civilian(doc, h, mention) for h in sentence.hits)
        return "pointer" if predicate and (war or roles & RUSSIAN) and not civil else ""
    if mention.hit.roles & ARMY:
        marches = predicate & (BIT["send"] | BIT["move"] | BIT["fight"] | HARM) and roles & RUSSIAN
        return "army" if (predicate & (_MOVES | HARM) and war) or marches else ""
    if mention.hit.roles & PEOPLE:
        return "people" if _are_soldiers(doc, sentence, mention, bool(war)) else ""
    if war:
        return "war"
    if roles & RUSSIAN:
        calm = not stands_near(sentence, mention.hit, _THINGS)
        return "russia" if predicate or calm or _is_placed(doc, sentence, mention) else ""
    return "nearby" if _from_context(doc, sentence, mention) else ""


def _is_placed(doc: Document, sentence: Sentence, mention: Mention) -> bool:
    """ "Soldiers in Russia": a preposition and the place right behind the noun."""
    following = sentence.hits[mention.at + 1 : mention.at + 3]
    return (
        len(following) == 2
        and bool(following[0].roles & BIT["prep"] and following[1].roles & _THERE)
        and following[1].start - mention.hit.end < 14
    )


def _are_soldiers(doc: Document, sentence: Sentence, mention: Mention, war: bool) -> bool:
    """ "Men", "North Koreans": soldiers by what stands around them, not workers or guests."""
    roles = sentence.roles
    if any(_is_civilian(doc, h, mention) for h in sentence.hits) and not war:
        return False
    if roles & _WAR and not stands_near(sentence, mention.hit, _THINGS):
        return True
    if _is_placed(doc, sentence, mention):
        return True
    if war and roles & _PREDICATE:
        return True
    sent = roles & (BIT["send"] | BIT["move"]) and not mention.hit.roles & BIT["nk_force"]
    men = any(
        h.roles & (_MEN | PEOPLE) and h is not mention.hit and not before.roles & FOREIGN
        for before, h in zip(sentence.hits, sentence.hits[1:], strict=False)
    )
    around = roles if roles & RUSSIAN else roles_around(doc, sentence, ahead=False)
    return bool(around & (RUSSIAN | _WAR) and (sent or men or roles & HARM))


def _is_civilian(doc: Document, hit: Hit, mention: Mention) -> bool:
    """A word for civilians in the sentence; "railway workers say" are only the source."""
    if not hit.roles & BIT["civil"] or hit is mention.hit:
        return False
    return not any(
        doc.text.startswith(word, hit.end) for word in (" say", " said", " told", " report")
    )


def _is_bound_for_russia(doc: Document, sentence: Sentence) -> bool:
    """ "Leave for Russia", "к отправке в Россию", "러시아로": a movement with Russia as its goal."""
    if not sentence.roles & (BIT["send"] | BIT["move"]):
        return False
    text, hits = doc.text, sentence.hits
    for j, hit in enumerate(hits):
        if not hit.roles & BIT["ru"]:
            continue
        if doc.lexicon.grammar.order == "head_last":
            if text.startswith(_GOAL_MARKS, hit.end):
                return True
        elif j and hits[j - 1].roles & BIT["prep"] and hit.start - hits[j - 1].end <= 1:
            return True
    return False


def _from_context(doc: Document, sentence: Sentence, mention: Mention) -> bool:
    """North Korean soldiers, no word of where: the sentence before, the title or the text may tell."""
    roles = sentence.roles
    if roles & BIT["abroad"]:
        return True
    if is_in_korea(sentence):
        return False
    if doc.roles & (_WAR | UKRAINIAN) and roles & (BIT["capture"] | CAPTIVE | DEPLOY):
        return True
    named = mention.via in ("attribute", "complement", "itself")
    around = roles_around(doc, sentence, ahead=named)
    near = roles_near(doc, sentence)
    if near & _WAR or not near & (HOME | _ERA):
        around |= near
    there = around & _THERE or (roles & UKRAINIAN and doc.roles & (_WAR | UKRAINIAN))
    if roles & (_PREDICATE | _CUES) & ~(BIT["honour"] | BIT["ask"]):
        at_ukraine = named and mention.strong and roles & BIT["send"] and around & UKRAINIAN
        return bool(there or at_ukraine)
    at_war = around & _WAR or (roles & UKRAINIAN and doc.roles & _WAR)
    return bool(named and at_war and not stands_near(sentence, mention.hit, _THINGS))


def _is_reverse(doc: Document, sentence: Sentence, mention: Mention) -> bool:
    """Russian soldiers in North Korea: a preposition right before the country, and a movement.

    Those wounded elsewhere who recover there, and their children, are guests.
    """
    roles = sentence.roles
    if roles & (HOME | _ERA | _WAR | BIT["civil"] | BIT["wound"] | BIT["kill"]):
        return False
    if not roles & (BIT["move"] | BIT["stay"] | BIT["send"]):
        return False
    hits = sentence.hits
    for j in range(mention.at + 1, min(len(hits), mention.at + 8)):
        if hits[j].roles & BIT["nk"] and hits[j - 1].roles & BIT["prep"]:
            return not doc.text[hits[j - 1].end : hits[j].start].strip()
    return False
