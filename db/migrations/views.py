"""The views for people who write SQL, as they were in schema 0001; later ones get their own file."""

from alembic import op

VIEWS = ("v_flagged_stories", "v_claims", "v_figures", "v_source_health")


def create_views() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (FLAGGED_STORIES, _CLAIMS, _FIGURES, _SOURCE_HEALTH):
        op.execute(statement.format(joined=joined_of(sqlite)))


def drop_views() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")


def joined_of(sqlite: bool) -> "_Joined":
    """How this database joins a story's facts."""
    return _joined_sqlite if sqlite else _joined_postgres


class _Joined:
    """Formats `{joined:kind}` as a subquery that joins a story's facts of that kind by commas."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __format__(self, kind: str) -> str:
        return self.template.format(kind=kind)


# CROSS JOIN keeps SQLite to the order written here, members first: without statistics it began with
# all facts of a kind, 660 ms for 50 stories of 40,000 instead of 2. PostgreSQL orders as it likes.
_joined_sqlite = _Joined(
    "(SELECT group_concat(value, ', ') FROM (SELECT DISTINCT f.value FROM story_members fm"
    " CROSS JOIN article_facts f WHERE fm.story_id = s.id AND f.article_id = fm.article_id"
    " AND f.kind = '{kind}' ORDER BY f.value))"
)
_joined_postgres = _Joined(
    "(SELECT string_agg(DISTINCT f.value, ', ' ORDER BY f.value) FROM story_members fm"
    " CROSS JOIN article_facts f WHERE fm.story_id = s.id AND f.article_id = fm.article_id"
    " AND f.kind = '{kind}')"
)

FLAGGED_STORIES = """
CREATE VIEW v_flagged_stories AS
SELECT
  s.id AS story_id,
  s.title,
  s.first_seen_at,
  s.last_seen_at,
  {joined:flag} AS flags,
  {joined:status} AS statuses,
  {joined:speaker} AS speakers,
  {joined:place} AS places,
  {joined:lang} AS languages,
  {joined:source} AS sources,
  (SELECT count(*) FROM story_members m WHERE m.story_id = s.id) AS articles,
  (SELECT max(g.high) FROM story_members gm
     CROSS JOIN figures g
     CROSS JOIN assessments ga
    WHERE gm.story_id = s.id AND g.article_id = gm.article_id AND g.what = 'troops'
      AND ga.id = g.assessment_id AND ga.is_current) AS largest_troop_figure,
  (SELECT e.text FROM story_members xm
     CROSS JOIN flags x
     CROSS JOIN assessments xa
     CROSS JOIN evidence e
    WHERE xm.story_id = s.id AND x.article_id = xm.article_id
      AND xa.id = x.assessment_id AND xa.is_current AND e.id = x.evidence_id
    ORDER BY x.id LIMIT 1) AS evidence
FROM stories s
WHERE s.flagged
"""

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
  e.text AS evidence,
  e.start_offset,
  e.end_offset,
  a.is_seed
FROM claims c
JOIN assessments s ON s.id = c.assessment_id AND s.is_current
JOIN articles a ON a.id = c.article_id
JOIN evidence e ON e.id = c.evidence_id
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
  c.status,
  c.speaker,
  c.destination,
  e.text AS evidence,
  a.is_seed
FROM figures f
JOIN assessments s ON s.id = f.assessment_id AND s.is_current
JOIN articles a ON a.id = f.article_id
JOIN evidence e ON e.id = f.evidence_id
LEFT JOIN claims c ON c.id = f.claim_id
LEFT JOIN story_members m ON m.article_id = f.article_id
"""

_SOURCE_HEALTH = """
CREATE VIEW v_source_health AS
SELECT
  s.id AS source_id,
  s.name,
  s.language,
  s.category,
  CASE
    WHEN s.removed_at IS NOT NULL THEN 'removed'
    WHEN NOT s.enabled THEN 'disabled'
    WHEN s.gone_at IS NOT NULL THEN 'gone'
    WHEN s.last_polled_at IS NULL THEN 'new'
    WHEN s.failures > 0 THEN 'failing'
    ELSE 'well'
  END AS health,
  s.failures,
  s.last_error,
  s.last_polled_at,
  s.last_success_at,
  s.next_due_at,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id) AS entries,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id AND e.state = 'pending') AS pending,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id AND e.state = 'failed') AS failed,
  (SELECT max(e.first_seen_at) FROM entries e WHERE e.source_id = s.id) AS last_new_entry_at
FROM sources s
"""
