"""The views as they are in schema 0002: claims with time, wave and chain, figures with extent."""

from alembic import op

from db.migrations import views

_CLAIMS = """
CREATE VIEW v_claims AS
SELECT
  c.id AS claim_id,
  m.story_id,
  c.article_id,
  a.first_seen_at,
  a.published_at,
  a.language,
  a.outlet,
  a.url,
  a.title,
  c.status,
  c.speaker,
  c.actor,
  c.force,
  c.origin,
  c.destination,
  c.when_start,
  c.when_end,
  c.when_precision,
  t.text AS when_words,
  c.wave,
  w.text AS wave_words,
  c.chain,
  e.text AS evidence,
  e.start_offset,
  e.end_offset,
  a.is_seed
FROM claims c
JOIN assessments s ON s.id = c.assessment_id AND s.is_current
JOIN articles a ON a.id = c.article_id
JOIN evidence e ON e.id = c.evidence_id
LEFT JOIN evidence t ON t.id = c.when_evidence_id
LEFT JOIN evidence w ON w.id = c.wave_evidence_id
LEFT JOIN story_members m ON m.article_id = c.article_id
"""

_FIGURES = """
CREATE VIEW v_figures AS
SELECT
  f.id AS figure_id,
  m.story_id,
  f.article_id,
  f.claim_id,
  a.first_seen_at,
  a.published_at,
  a.language,
  a.outlet,
  a.url,
  f.what,
  f.low,
  f.high,
  f.bound,
  f.extent,
  c.status,
  c.speaker,
  c.destination,
  c.when_start,
  c.when_end,
  c.wave,
  e.text AS evidence,
  a.is_seed
FROM figures f
JOIN assessments s ON s.id = f.assessment_id AND s.is_current
JOIN articles a ON a.id = f.article_id
JOIN evidence e ON e.id = f.evidence_id
LEFT JOIN claims c ON c.id = f.claim_id
LEFT JOIN story_members m ON m.article_id = f.article_id
"""


def create_views() -> None:
    """Make all views; those of schema 0001 that did not change are made as they were."""
    views.create_views()
    for name, statement in (("v_claims", _CLAIMS), ("v_figures", _FIGURES)):
        op.execute(f"DROP VIEW {name}")
        op.execute(statement)
