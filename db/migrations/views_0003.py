"""The view of sources as it is in schema 0003: paused ones are named, and why a source is due then."""

SOURCE_HEALTH = """
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
    WHEN s.paused_at IS NOT NULL THEN 'paused'
    WHEN s.last_polled_at IS NULL THEN 'new'
    WHEN s.failures > 0 THEN 'failing'
    ELSE 'well'
  END AS health,
  s.failures,
  s.last_error,
  s.last_polled_at,
  s.last_success_at,
  s.next_due_at,
  s.due_by,
  s.moved_to,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id) AS entries,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id AND e.state = 'pending') AS pending,
  (SELECT count(*) FROM entries e WHERE e.source_id = s.id AND e.state = 'failed') AS failed,
  (SELECT max(e.first_seen_at) FROM entries e WHERE e.source_id = s.id) AS last_new_entry_at
FROM sources s
"""
