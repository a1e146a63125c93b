"""Waves of the deployment in ten languages: numbered, further, or none."""

import pytest

NUMBERED = [
    ("en", "Experts see a third deployment of North Korean troops to Ukraine.", 3, "third deployment"),
    ("en", "The 2nd batch of North Korean soldiers arrived in Kursk.", 2, "2nd batch"),
    ("en", "North Korea prepares its third large troop deployment to Russia.", 3, "third large troop deployment"),
    ("ko", "북한이 러시아에 3차 파병을 준비하고 있다.", 3, "3차 파병"),
    ("ko", "북한군 두 번째 파병 부대가 쿠르스크에 도착했다.", 2, "두 번째 파병 부대"),
    ("ru", "Третья волна солдат КНДР прибыла в Курскую область.", 3, "Третья волна"),
    ("ru", "2-я партия солдат КНДР прибыла в Курскую область.", 2, "2-я партия"),
    ("uk", "Третя хвиля солдатів КНДР прибула на Курщину.", 3, "Третя хвиля"),
    ("ja", "北朝鮮は第3次派兵を準備し、兵士をロシアに送る。", 3, "第3次派兵"),
    ("zh", "朝鲜第三批士兵抵达库尔斯克。", 3, "第三批"),
    ("de", "Die dritte Welle nordkoreanischer Soldaten erreicht Kursk.", 3, "dritte Welle"),
    ("fr", "La troisième vague de soldats nord-coréens arrive à Koursk.", 3, "troisième vague"),
    ("es", "La tercera oleada de soldados norcoreanos llega a Kursk.", 3, "tercera oleada"),
    ("it", "La terza ondata di soldati nordcoreani arriva a Kursk.", 3, "terza ondata"),
    ("pl", "Trzecia fala żołnierzy z Korei Północnej dotarła do Kurska.", 3, "Trzecia fala"),
]  # fmt: skip
FURTHER = [
    ("en", "Another batch of North Korean soldiers arrived in Kursk.", "Another batch"),
    ("ko", "북한이 러시아에 추가 파병을 준비하고 있다.", "추가 파병"),
    ("ru", "Новая партия солдат КНДР прибыла в Курскую область.", "Новая партия"),
    ("uk", "Нова партія солдатів КНДР прибула на Курщину.", "Нова партія"),
    ("zh", "新一批朝鲜士兵抵达库尔斯克。", "新一批"),
    ("de", "Eine weitere Welle nordkoreanischer Soldaten erreicht Kursk.", "weitere Welle"),
    ("fr", "Une nouvelle vague de soldats nord-coréens arrive à Koursk.", "nouvelle vague"),
    ("es", "Otra tanda de soldados norcoreanos llega a Kursk.", "Otra tanda"),
    ("it", "Un'altra tranche di soldati nordcoreani arriva a Kursk.", "Un'altra tranche"),
    ("pl", "Kolejna fala żołnierzy z Korei Północnej dotarła do Kurska.", "Kolejna fala"),
]
NONE = [
    ("en", "North Korea's first deployment abroad since the war took its soldiers to Kursk."),
    ("en", "In the second week, 300 North Korean soldiers were deployed to Kursk."),
    ("ru", "Солдаты КНДР прибыли в Курскую область."),
    ("ko", "북한군이 쿠르스크에 도착했다."),
]


@pytest.mark.parametrize(("language", "text", "number", "words"), NUMBERED)
def test_a_wave_has_its_number(judge, language, text, number, words):
    claims = judge(text, language=language).claims
    assert claims
    for claim in claims:
        assert (claim.wave.number, claim.wave.evidence.text) == (number, words)


@pytest.mark.parametrize(("language", "text", "words"), FURTHER)
def test_a_further_wave_is_marked_without_a_number(judge, language, text, words):
    claims = judge(text, language=language).claims
    assert claims
    for claim in claims:
        assert (claim.wave.number, claim.wave.evidence.text) == (None, words)


@pytest.mark.parametrize(("language", "text"), NONE)
def test_no_wave_is_made_up(judge, language, text):
    claims = judge(text, language=language).claims
    assert claims
    assert [c.wave for c in claims] == [None] * len(claims)
