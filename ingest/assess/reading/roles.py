"""Roles of words as bits, and the sets of them that more than one step asks for; words are the lexicons' matter."""

from __future__ import annotations

from domain.lexicon import ROLES

BIT: dict[str, int] = {role: 1 << i for i, role in enumerate(ROLES)}


def any_of(*roles: str) -> int:
    """The bits of some roles."""
    return sum(BIT[role] for role in roles)


NK = any_of("nk", "nk_adj")
NORTH = NK | BIT["nk_force"]
NAMES_NORTH = NORTH | BIT["bond"]
RUSSIAN = any_of("ru", "ru_adj")
UKRAINIAN = any_of("ua", "ua_adj")
# Attributes that make soldiers another state's.
FOREIGN = any_of("ru_adj", "ua_adj", "other_adj")
FORCE, ARMY, PEOPLE = BIT["force"], BIT["army"], BIT["people"]
SAPPER, BUILDER, REF, CAPTIVE = BIT["sapper"], BIT["builder"], BIT["ref"], BIT["captive"]
NK_FORCE, DEPLOY = BIT["nk_force"], BIT["deploy"]
# Words for soldiers, and what befalls them.
MENTION = FORCE | ARMY | PEOPLE | SAPPER | BUILDER | REF | CAPTIVE | NK_FORCE | DEPLOY
HARM = any_of("kill", "wound", "casualty", "capture", "captive")
# What is sent that is no soldier; where soldiers are that are not abroad.
THINGS = any_of("weapon", "civil")
HOME = any_of("home", "drill", "visit")
