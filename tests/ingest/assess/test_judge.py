"""The golden case, abstention, evidence, and what a title must hold to be fetched."""

from config.lexicons import BUNDLED
from domain.article import document_text
from domain.assessment import TROOP_DEPLOYMENT
from ingest.assess import assess, touches_subject

SEED_SENTENCES = (
    "Experts believe that the dialogue could open the way for a third deployment of North Korean "
    "troops to Ukraine. North Korea sent 11,000 troops in December and an additional 3,000 this year."
)


def test_the_golden_case_has_two_figures_and_a_possible_third_deployment(judge):
    judged = judge(SEED_SENTENCES, title="Shoigu's visit to Pyongyang")
    assert judged.flags == (TROOP_DEPLOYMENT,)
    assert set(judged.statuses) == {"reported", "possible"}
    assert {(f.low, f.high, f.what) for f in judged.figures} == {
        (11_000, 11_000, "troops"),
        (3_000, 3_000, "troops"),
    }
    reported = [c for c in judged.claims if c.status == "reported"]
    assert [f.low for c in reported for f in c.figures] == [11_000, 3_000]


def test_no_claim_adds_figures_up(judge):
    assert "14000" not in str(judge(SEED_SENTENCES))


def test_a_language_without_rules_is_reported_as_unknown(judge):
    judged = judge("Pohjois-Korea lähetti sotilaita Venäjälle.", language="fi")
    assert judged.relevant is None
    assert judged.relevance.reasons == ("no rules for language fi",)
    assert judge("…", language=None).relevant is None


def test_a_regional_tag_uses_the_rules_of_its_language(flagged):
    assert flagged("North Korea sent 3,000 soldiers to Kursk.", language="en-GB")


def test_evidence_quotes_the_document_exactly(lexicons):
    title = "Ｋim’s “soldiers” in Kursk 😀"
    text = (
        "İstanbul, Straße. The ﬁrst 1,500 North Korean troops reached Kursk… “They fight,” he said."
    )
    judged = assess(title, text, language="en", published=None, lexicons=lexicons)
    whole = document_text(title, text)
    spans = [e for _, e in judged.flag_evidence]
    spans += [c.evidence for c in judged.claims] + [f.evidence for f in judged.figures]
    assert judged.flags
    assert any(f.low == 1_500 for f in judged.figures)
    assert all(whole[e.start : e.end] == e.text for e in spans)


def test_spans_stay_exact_where_folding_adds_letters(judge):
    text = "Außenminister und Großfürst: 10.000 nordkoreanische Soldaten stehen in Kursk. Straße, Gruß."
    judged = judge(text, title="Maß", language="de")
    whole = document_text("Maß", text)
    assert [f.evidence.text for f in judged.figures] == ["10.000"]
    for _, span in judged.flag_evidence:
        assert whole[span.start : span.end] == span.text
        assert span.text.endswith("Kursk.")


def test_chinese_reads_both_scripts_alike(judge):
    simplified = "朝鲜已向俄罗斯派遣约3000名士兵。"
    traditional = "北韓已向俄羅斯派遣約3000名士兵。"
    first, second = (judge(text, language="zh") for text in (simplified, traditional))
    assert [(f.low, f.bound, f.what) for f in first.figures] == [(3000, "about", "troops")]
    assert (first.statuses, first.relevant) == (second.statuses, second.relevant)
    assert len(first.figures) == len(second.figures)


def test_the_rule_version_names_rules_and_lexicon(judge, lexicons):
    known = lexicons["en"]
    wanted = f"en-{known.version}-{known.weights.version}"
    assert judge("North Korea.").rule_version.endswith(wanted)


def test_touches_subject_is_liberal_and_names_the_word(lexicons):
    cases = {
        ("Kim Jong Un opens a hospital", ""): True,
        ("Новости", "В Пхеньяне прошёл парад"): True,
        ("김정은, 공장 시찰", ""): True,
        ("Asian soldiers seen in Russian uniforms", ""): True,
        ("Stocks close higher", "Chips lead gains in Seoul"): False,
        ("Putin meets governors", "Roads and schools discussed"): False,
    }
    for (title, summary), wanted in cases.items():
        assert bool(touches_subject(title, summary, lexicons)) is wanted, title


def test_bundled_lexicons_are_files_of_this_package():
    assert (BUNDLED / "en.toml").is_file()
