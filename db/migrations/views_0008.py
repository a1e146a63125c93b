"""The views as they are in schema 0008: stories with their sources of their own, who had a story when."""

from alembic import op

from db.migrations import views, views_0002, views_0003

_SOURCES = """
CREATE VIEW v_story_sources AS
SELECT
  m.story_id,
  e.source_id,
  min(e.first_seen_at) AS first_seen_at,
  {behind} AS behind_s,
  count(DISTINCT e.article_id) AS articles
FROM story_members m
JOIN entries e ON e.article_id = m.article_id
JOIN (
  SELECT fm.story_id, min(fe.first_seen_at) AS first_seen_at
  FROM story_members fm
  JOIN entries fe ON fe.article_id = fm.article_id
  GROUP BY fm.story_id
) f ON f.story_id = m.story_id
GROUP BY m.story_id, e.source_id, f.first_seen_at
"""
_ORIGINS = """
CREATE VIEW v_story_origins AS
SELECT
  m.story_id,
  o.article_id,
  a.url,
  o.outlet,
  o.how,
  o.words,
  o.of_article_id
FROM story_members m
JOIN origins o ON o.article_id = m.article_id
JOIN articles a ON a.id = m.article_id
"""
_BEHIND_SQLITE = (
    "CAST(round((julianday(min(e.first_seen_at)) - julianday(f.first_seen_at)) * 86400) AS INTEGER)"
)
_BEHIND_POSTGRES = (
    "CAST(round(extract(epoch FROM min(e.first_seen_at) - f.first_seen_at)) AS integer)"
)
_NEW = ("v_story_sources", "v_story_origins")


def drop_views() -> None:
    """Drop those that read a table that is made anew."""
    views.drop_views()


def create_views() -> None:
    """Make all views; those of earlier schemas that did not change are made as they were."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    restore_views()
    op.execute("DROP VIEW v_flagged_stories")
    joined = views.joined_of(sqlite)
    op.execute(_flagged_stories().format(joined=joined))
    op.execute(_SOURCES.format(behind=_BEHIND_SQLITE if sqlite else _BEHIND_POSTGRES))
    op.execute(_ORIGINS)


def drop_new_views() -> None:
    for name in _NEW:
        op.execute(f"DROP VIEW {name}")
    views.drop_views()


def restore_views() -> None:
    """Make the views as they were in schema 0007."""
    views_0002.create_views()
    op.execute("DROP VIEW v_source_health")
    op.execute(views_0003.SOURCE_HEALTH)


def _flagged_stories() -> str:
    line = "  (SELECT count(*) FROM story_members m WHERE m.story_id = s.id) AS articles,\n"
    return views.FLAGGED_STORIES.replace(line, f"{line}  s.independent,\n")
