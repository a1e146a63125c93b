"""Who says it: subjects, sources that are cited, chains in the order of the text, headlines, denials."""

import pytest

CHAINS = [
    ("en", "Reuters, citing Yonhap, citing the NIS, reported that North Korean soldiers were sent to Kursk.", "NIS", ["Reuters", "Yonhap", "NIS"]),
    ("en", "North Korea sent soldiers to Kursk, according to the NIS, Yonhap reported.", "NIS", ["NIS", "Yonhap"]),
    ("en", "The NIS believes North Korean soldiers are in Kursk, a lawmaker said.", "NIS", ["NIS", "lawmakers"]),
    ("ko", "로이터통신은 연합뉴스를 인용해 북한군이 러시아에 파병됐다고 보도했다.", "Yonhap", ["Reuters", "Yonhap"]),
    ("ko", "합참에 따르면 북한군이 쿠르스크에 투입됐다.", "JCS", ["JCS"]),
    ("ru", "КНДР отправила солдат в Курскую область, сообщает Reuters со ссылкой на Yonhap.", "Yonhap", ["Reuters", "Yonhap"]),
    ("uk", "КНДР відправила солдатів на Курщину, повідомляє Reuters із посиланням на Yonhap.", "Yonhap", ["Reuters", "Yonhap"]),
    ("ja", "ロイターは聯合ニュースを引用し、北朝鮮兵がロシアに派遣されたと伝えた。", "Yonhap", ["Reuters", "Yonhap"]),
    ("zh", "据路透社援引韩联社报道,朝鲜士兵抵达库尔斯克。", "Yonhap", ["Reuters", "Yonhap"]),
    ("de", "Reuters meldet unter Berufung auf Yonhap, nordkoreanische Soldaten seien in Kursk.", "Yonhap", ["Reuters", "Yonhap"]),
    ("fr", "Reuters, citant Yonhap, rapporte que des soldats nord-coréens sont à Koursk.", "Yonhap", ["Reuters", "Yonhap"]),
    ("es", "Reuters, citando a Yonhap, informó que soldados norcoreanos llegaron a Kursk.", "Yonhap", ["Reuters", "Yonhap"]),
    ("it", "Reuters, citando Yonhap, riferisce che soldati nordcoreani sono arrivati a Kursk.", "Yonhap", ["Reuters", "Yonhap"]),
    ("pl", "Reuters, powołując się na Yonhap, podał, że północnokoreańscy żołnierze są w Kursku.", "Yonhap", ["Reuters", "Yonhap"]),
]  # fmt: skip
SUBJECTS = [
    ("en", "Zelensky said that Putin had sent North Korean soldiers to Kursk.", "Zelensky"),
    ("en", "Zelensky said Putin had sent North Korean soldiers to Kursk.", "Zelensky"),
    ("en", "North Korean soldiers fight in Kursk, a senior Ukrainian official said.", "a senior Ukrainian official"),
    ("en", "Yang Wook, a fellow at the Asan Institute, said North Korean soldiers are in Kursk.", "Yang Wook"),
    ("en", "Ukrainian military observer Kostyantyn Mashovets stated that 700 North Korean soldiers are in Kursk.", "Kostyantyn Mashovets"),
    ("en", "North Korean soldiers are in Kursk, said Mykola Bielieskov, a researcher in Kyiv.", "Mykola Bielieskov"),
    ("en", "US Secretary of State Antony Blinken mentioned North Korean soldiers in Kursk.", "State Department"),
    ("en", "The NIS believes 3,000 more North Korean soldiers went to Kursk, according to Rep. Lee Seong-kweun.", "NIS"),
    ("en", "North Korean soldiers are in Kursk, according to Ivan Petrov, a researcher.", "Ivan Petrov"),
    ("en", "North Korean soldiers have reached Kursk.", None),
    ("en", "Asked whether North Korean soldiers were in Kursk, Yuri Ushakov did not deny it and said no more.", "Kremlin"),
    ("ru", "КНДР направит в Россию тысячу сапёров, сообщил секретарь Совбеза РФ Сергей Шойгу.", "Shoigu"),
    ("uk", "Росія перекидає військових КНДР на Курщину, повідомив речник ГУР Андрій Черняк.", "HUR"),
    ("it", "Kim ha decorato i soldati nordcoreani tornati da Kursk, riferisce l'agenzia Kcna.", "KCNA"),
    ("en", "Putin met North Korean soldiers in Kursk.", None),
    ("ko", "국정원은 북한군이 쿠르스크로 이동했다고 밝혔다.", "NIS"),
    ("ko", "젤렌스키 대통령은 푸틴이 북한군을 쿠르스크로 보냈다고 말했다.", "Zelensky"),
    ("ru", "Солдаты КНДР воюют в Курской области, заявил Зеленский.", "Zelensky"),
    ("ru", "Солдаты КНДР воюют в Курской области, заявил депутат Андрей Колесник.", "Андрей Колесник"),
    ("uk", "Солдати КНДР воюють на Курщині, заявив Зеленський.", "Zelensky"),
    ("uk", "Солдати КНДР воюють на Курщині, розповів боєць Сергій Мовчан.", "Сергій Мовчан"),
    ("ru", "Буданов насчитал 12 тысяч северокорейских солдат в Курской области.", "HUR"),
    ("uk", "Буданов доповів про 4 тисячі північнокорейських солдатів на Курщині.", "HUR"),
    ("ja", "韓国の情報機関は北朝鮮兵がクルスクに再配置されたとの見方を示した。", "NIS"),
    ("ja", "韓国国家情報院は、北朝鮮兵がクルスクへ移動したと明らかにした。", "NIS"),
    ("zh", "泽连斯基表示,朝鲜士兵在库尔斯克作战。", "Zelensky"),
    ("de", "Nordkoreanische Soldaten kämpfen in Kursk, sagte Selenskyj.", "Zelensky"),
    ("fr", "Des soldats nord-coréens combattent à Koursk, a déclaré Zelensky.", "Zelensky"),
    ("es", "Soldados norcoreanos combaten en Kursk, dijo Zelenski.", "Zelensky"),
    ("it", "Soldati nordcoreani combattono a Kursk, ha detto Zelensky.", "Zelensky"),
    ("pl", "Północnokoreańscy żołnierze walczą w Kursku, powiedział Zełenski.", "Zelensky"),
]  # fmt: skip
TITLES = [
    ("en", "North Korean soldiers fight in Kursk, Kyiv says", "Ukraine"),
    ("en", "Seoul: North Korean soldiers fight in Kursk", "South Korean government"),
    ("en", "Ukraine: North Korean soldiers fight in Kursk", None),
    ("ko", "북한군 쿠르스크에 추가 파병-합참", "JCS"),
    ("ko", '국정원 "북한군 쿠르스크 투입"', "NIS"),
    ("ru", "Солдаты КНДР воюют в Курской области — Зеленский", "Zelensky"),
    ("uk", "Солдати КНДР воюють на Курщині — Зеленський", "Zelensky"),
    ("zh", "泽连斯基:朝鲜士兵在库尔斯克作战", "Zelensky"),
    ("de", "Selenskyj: Nordkoreanische Soldaten kämpfen in Kursk", "Zelensky"),
]
DENIALS = [
    ("en", "The Kremlin denied Seoul's claim that North Korean soldiers were in Kursk.", "Kremlin"),
    ("en", "Moscow denied that North Korean soldiers were in Kursk.", "Russia"),
    (
        "en",
        "Kremlin spokesman Dmitry Peskov dismissed South Korean claims that North Korean soldiers help Russia against Ukraine as fake news.",
        "Kremlin",
    ),
    ("ru", "Песков опроверг сообщения Сеула о солдатах КНДР в Курской области.", "Kremlin"),
    ("uk", "Пєсков спростував повідомлення Сеула про солдатів КНДР на Курщині.", "Kremlin"),
    ("fr", "Le Kremlin a démenti la présence de soldats nord-coréens à Koursk.", "Kremlin"),
    ("es", "El Kremlin negó la presencia de soldados norcoreanos en Kursk.", "Kremlin"),
    ("it", "Il Cremlino ha smentito la presenza di soldati nordcoreani a Kursk.", "Kremlin"),
    ("de", "Der Kreml dementierte die Entsendung nordkoreanischer Soldaten nach Kursk.", "Kremlin"),
    ("pl", "Kreml zaprzeczył obecności północnokoreańskich żołnierzy w Kursku.", "Kremlin"),
    ("ko", "크렘린은 북한군의 쿠르스크 파병을 부인했다.", "Kremlin"),
    ("ja", "クレムリンは北朝鮮兵のクルスク派遣を否定した。", "Kremlin"),
    ("zh", "克里姆林宫否认朝鲜士兵在库尔斯克。", "Kremlin"),
]


@pytest.mark.parametrize(("language", "text", "speaker", "chain"), CHAINS)
def test_a_chain_is_kept_whole_and_the_source_speaks(judge, language, text, speaker, chain):
    claims = judge(text, language=language).claims
    assert claims
    for claim in claims:
        assert claim.speaker == speaker
        assert [link.name for link in claim.chain] == chain
        starts = [link.evidence.start for link in claim.chain]
        assert starts == sorted(starts)


@pytest.mark.parametrize(("language", "text", "speaker"), SUBJECTS)
def test_who_says_it_is_the_subject_of_saying_not_who_is_spoken_of(judge, language, text, speaker):
    claims = judge(text, language=language).claims
    assert claims
    assert {c.speaker for c in claims} == {speaker}


@pytest.mark.parametrize(("language", "title", "speaker"), TITLES)
def test_headlines_name_who_says_it_in_their_own_way(judge, language, title, speaker):
    claims = judge("", title=title, language=language).claims
    assert claims
    assert {c.speaker for c in claims} == {speaker}


@pytest.mark.parametrize(("language", "text", "speaker"), DENIALS)
def test_the_speaker_of_a_denial_is_who_denies(judge, language, text, speaker):
    denied = [c for c in judge(text, language=language).claims if c.status == "denied"]
    assert denied
    assert {c.speaker for c in denied} == {speaker}


def test_claim_and_denial_in_one_sentence_have_their_own_speakers(judge):
    text = "Zelensky said North Korean soldiers had been sent to Kursk, but the Kremlin denied it."
    claims = judge(text).claims
    assert {(c.status, c.speaker) for c in claims} == {
        ("reported", "Zelensky"),
        ("denied", "Kremlin"),
    }


def test_he_said_goes_back_to_who_spoke_before(judge):
    text = "Budanov spoke on Friday. Zelensky said North Korean soldiers were in Kursk. He said North Korean soldiers may be sent to Kharkiv."
    claims = judge(text).claims
    assert [c.speaker for c in claims] == ["Zelensky", "Zelensky"]
    assert claims[-1].chain[0].evidence.text == "Zelensky"


@pytest.mark.parametrize(
    ("language", "said", "more"),
    [
        ("en", "Zelensky said North Korean soldiers were in Kursk.", "According to him, 3,000 North Korean soldiers fight there."),
        ("ru", "Зеленский заявил о солдатах КНДР в Курской области.", "«Солдаты КНДР воюют в Курской области», — сказал он журналистам."),
        ("ru", "Зеленский заявил о солдатах КНДР в Курской области.", "По его словам, там воюют 3 тысячи солдат КНДР."),
        ("uk", "Зеленський заявив про солдатів КНДР на Курщині.", "За його словами, там воюють 3 тисячі солдатів КНДР."),
        ("de", "Selenskyj sagte, nordkoreanische Soldaten seien in Kursk.", "Dort kämpfen 3000 nordkoreanische Soldaten, sagte er."),
        ("fr", "Zelensky a dit que des soldats nord-coréens étaient à Koursk.", "Selon lui, 3 000 soldats nord-coréens y combattent."),
        ("es", "Zelenski dijo que hay soldados norcoreanos en Kursk.", "Allí combaten 3.000 soldados norcoreanos, advirtió."),
        ("it", "Zelensky ha detto che ci sono soldati nordcoreani a Kursk.", "Secondo lui, vi combattono 3.000 soldati nordcoreani."),
        ("pl", "Zełenski powiedział, że północnokoreańscy żołnierze są w Kursku.", "Walczy tam 3000 północnokoreańskich żołnierzy, dodał."),
    ],
)  # fmt: skip
def test_a_pronoun_or_a_bare_verb_goes_on_with_who_spoke(judge, language, said, more):
    claims = judge(f"{said} {more}", language=language).claims
    assert {c.speaker for c in claims if c.evidence.text in more} == {"Zelensky"}
