"""What a number adds to: more on top, everything until now, or not said; in ten languages."""

import pytest

CASES = [
    ("en", "North Korea sent 3,000 more soldiers to Kursk.", {3_000: "increment"}),
    ("en", "North Korea sent another 3,000 soldiers to Kursk.", {3_000: "increment"}),
    ("en", "North Korea has sent a total of 14,000 soldiers to Kursk.", {14_000: "cumulative"}),
    ("en", "North Korea has sent 14,000 soldiers to Kursk so far.", {14_000: "cumulative"}),
    ("en", "North Korea sent more than 3,000 soldiers to Kursk.", {3_000: None}),
    ("en", "North Korea sent 11,000 soldiers to Kursk and an additional 3,000.", {11_000: None, 3_000: "increment"}),
    ("ko", "북한이 쿠르스크에 북한군 3000명을 추가로 파병했다.", {3_000: "increment"}),
    ("ko", "북한이 쿠르스크에 북한군 총 1만4천명을 파병했다.", {14_000: "cumulative"}),
    ("ru", "КНДР отправила в Курскую область еще 3 тысячи солдат.", {3_000: "increment"}),
    ("ru", "Всего в Курскую область отправлено 14 тысяч солдат КНДР.", {14_000: "cumulative"}),
    ("uk", "КНДР відправила на Курщину ще 3 тисячі солдатів.", {3_000: "increment"}),
    ("uk", "Загалом на Курщину відправлено 14 тисяч солдатів КНДР.", {14_000: "cumulative"}),
    ("ja", "北朝鮮はクルスクにさらに3000人の兵士を派遣した。", {3_000: "increment"}),
    ("ja", "北朝鮮はクルスクに計1万4000人の兵士を派遣した。", {14_000: "cumulative"}),
    ("zh", "朝鲜又向库尔斯克增派3000名士兵。", {3_000: "increment"}),
    ("zh", "朝鲜向库尔斯克共派出1.4万名士兵。", {14_000: "cumulative"}),
    ("de", "Nordkorea schickte weitere 3.000 Soldaten nach Kursk.", {3_000: "increment"}),
    ("de", "Nordkorea schickte insgesamt 14.000 Soldaten nach Kursk.", {14_000: "cumulative"}),
    ("de", "Nordkorea schickte mehr als 3.000 Soldaten nach Kursk.", {3_000: None}),
    ("fr", "La Corée du Nord a envoyé 3 000 soldats supplémentaires à Koursk.", {3_000: "increment"}),
    ("fr", "La Corée du Nord a envoyé au total 14 000 soldats à Koursk.", {14_000: "cumulative"}),
    ("es", "Corea del Norte envió otros 3.000 soldados a Kursk.", {3_000: "increment"}),
    ("es", "Corea del Norte envió un total de 14.000 soldados a Kursk.", {14_000: "cumulative"}),
    ("es", "Corea del Norte envió más de 3.000 soldados a Kursk.", {3_000: None}),
    ("it", "La Corea del Nord ha inviato altri 3.000 soldati a Kursk.", {3_000: "increment"}),
    ("it", "La Corea del Nord ha inviato in totale 14.000 soldati a Kursk.", {14_000: "cumulative"}),
    ("it", "La Corea del Nord ha inviato oltre 3.000 soldati a Kursk.", {3_000: None}),
    ("pl", "Korea Północna wysłała do Kurska kolejnych 3 tys. żołnierzy.", {3_000: "increment"}),
    ("pl", "Korea Północna wysłała do Kurska łącznie 14 tys. żołnierzy.", {14_000: "cumulative"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "wanted"), CASES)
def test_a_number_is_an_increment_a_total_or_neither(judge, language, text, wanted):
    figures = [f for c in judge(text, language=language).claims for f in c.figures]
    assert {f.low: f.extent for f in figures} == wanted
