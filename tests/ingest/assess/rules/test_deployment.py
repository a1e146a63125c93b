"""What is a deployment and what only looks like one, language by language."""

import pytest

DEPLOYMENTS = {
    "sent": "North Korea has sent 11,000 soldiers to Russia.",
    "passive": "Soldiers sent by Pyongyang have reached the Kursk region.",
    "possessive": "Kim Jong Un has lent Moscow his infantry for the war in Ukraine.",
    "coordinated": "Russian and North Korean troops attacked near Sudzha in Kursk.",
    "captured": "Ukraine captured two North Korean soldiers. They are held in Kyiv.",
    "medals": "Kim Jong Un honoured the heroes who fell in the Kursk liberation operation.",
    "denied": "Russia denied that North Korean soldiers were in Kursk.",
    "contrast": "Unlike North Korea, which sent soldiers to Kursk, Belarus stays out.",
    "pointing back": "North Korean soldiers boarded a ship. Two days later they were seen in Vladivostok.",
    "counted": "Pyongyang may send 30,000 more to Russia.",
    "reverse": "Russian soldiers have arrived in North Korea to run the radar.",
    "ko": "북한이 러시아에 병력 1만명을 파견했다.",
    "ko short": "北 군대가 쿠르스크 전투에 참전했다.",
    "ru": "КНДР направила в Россию 11 тысяч солдат.",
    "ru genitive": "Солдаты КНДР воюют под Курском.",
}
OTHERS = {
    "shells": "North Korean shells killed Russian soldiers near Donetsk.",
    "beside": "Russian troops advanced in Donetsk while North Korea sends munitions.",
    "south": "South Korean soldiers trained with American troops as Russia and North Korea watched.",
    "dmz": "North Korean soldiers crossed the military demarcation line, Seoul said.",
    "era": "In the Korean War North Korean soldiers fought beside Russian pilots in 1950.",
    "delegation": "A Russian military delegation arrived in Pyongyang for talks with North Korea.",
    "workers": "North Korea sent 15,000 workers to building sites in Russia.",
    "join forces": "Russia and North Korea join forces on medicine.",
    "tourists": "A group of 97 Russian tourists was sent to a ski resort in North Korea.",
    "old pilots": "Russian veterans who trained North Korean pilots in the fifties met in Moscow.",
    "guests by the sea": "Russian servicemen hurt near Kursk are being treated in Wonsan.",
    "other fighters": (
        "Colombian fighters were captured in Kursk. North Korean media praised the verdict."
    ),
    "thieves": "A unit of the North Korean army steals crypto money from Russian exchanges.",
    "asylum": "Three North Korean soldiers crossed the line and asked for asylum. Moscow is silent.",
    "missile units": "North Korea showed missile units with Russian trucks.",
    "ko workers": "북한이 러시아에 노동자 1만5000명을 보냈다.",
    "ko dmz": "북한군 10여 명이 군사분계선을 넘었다고 합참이 밝혔다.",
    "ru workers": "КНДР отправила в Россию 15 тысяч рабочих.",
    "ru south": "Южнокорейские солдаты начали учения, сообщили в Москве и Пхеньяне.",
    "fr attribute behind": "Des soldats russes blessés sont soignés dans des sanatoriums nord-coréens.",
    "es attribute behind": "Soldados rusos disparan cohetes norcoreanos en Kursk.",
}


def _language(case: str) -> str:
    return case[:2] if case[:3].strip() in ("ko", "ru", "fr", "es") else "en"


@pytest.mark.parametrize("case", DEPLOYMENTS)
def test_soldiers_tied_to_the_war_are_flagged(flagged, case):
    assert flagged(DEPLOYMENTS[case], language=_language(case))


@pytest.mark.parametrize("case", OTHERS)
def test_what_only_looks_like_it_is_not_flagged(flagged, case):
    assert not flagged(OTHERS[case], language=_language(case))


def test_they_are_the_soldiers_of_the_subject_not_of_the_spokesman(judge):
    text = (
        "North Korean soldiers fight in Kursk, a spokesman of Ukraine's special forces said. "
        "They have suffered heavy losses."
    )
    assert "casualties" in judge(text).statuses
