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
