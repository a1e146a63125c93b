"""The first schema: all tables, the full-text index and the views.

Made by autogenerate and read through; the index and the views are by hand.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.views import create_views, drop_views

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_tables()
    create_index()
    create_views()


def downgrade() -> None:
    drop_views()
    op.execute("DROP TABLE articles_fts")
    for table in TABLES:
        op.drop_table(table)


def create_index() -> None:
    """Terms come analysed (db/search.py), so both databases index them as they are."""
    if op.get_bind().dialect.name == "sqlite":
        # The ascii tokenizer splits at blanks and keeps every other character of ours; contentless,
        # because the terms can be made again from the stored text.
        op.execute(
            "CREATE VIRTUAL TABLE articles_fts USING fts5(terms, content='', tokenize='ascii')"
        )
        return
    op.execute(
        "CREATE TABLE articles_fts ("
        " article_id BIGINT NOT NULL CONSTRAINT pk_articles_fts PRIMARY KEY"
        " CONSTRAINT fk_articles_fts_article_id_articles REFERENCES articles (id) ON DELETE CASCADE,"
        " terms TEXT NOT NULL, lexemes TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_articles_fts_lexemes ON articles_fts USING gin (lexemes)")


def create_tables() -> None:
    op.create_table(
        "articles",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_precision", sa.Text(), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_by", sa.Text(), nullable=True),
        sa.Column("modified_precision", sa.Text(), nullable=True),
        sa.Column("modified_raw", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("fallback_reason", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("is_seed", sa.Boolean(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=True),
        sa.Column("index_cut", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "modified_precision IN ('second', 'minute', 'day', 'month')",
            name="ck_articles_modified_precision",
        ),
        sa.CheckConstraint(
            "published_precision IN ('second', 'minute', 'day', 'month')",
            name="ck_articles_published_precision",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("url", name="uq_articles_url"),
    )
    op.create_index("ix_articles_first_seen_at", "articles", ["first_seen_at", "id"], unique=False)
    op.create_index(
        "ix_articles_is_seed",
        "articles",
        ["is_seed"],
        unique=False,
        sqlite_where=sa.text("is_seed = 1"),
        postgresql_where=sa.text("is_seed"),
    )
    op.create_index("ix_articles_published_at", "articles", ["published_at"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("ownership", sa.Text(), nullable=True),
        sa.Column("state_affiliated", sa.Boolean(), nullable=False),
        sa.Column("topic_specific", sa.Boolean(), nullable=False),
        sa.Column("full_text", sa.Boolean(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("poll_interval_s", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("selectors", sa.JSON(), nullable=True),
        sa.Column("fetch_pages", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('feed', 'sitemap', 'page')", name="ck_sources_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_index("ix_sources_next_due_at", "sources", ["next_due_at"], unique=False)
    op.create_table(
        "stories",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index(
        "ix_stories_flagged",
        "stories",
        ["last_seen_at", "id"],
        unique=False,
        sqlite_where=sa.text("flagged = 1"),
        postgresql_where=sa.text("flagged"),
    )
    op.create_index("ix_stories_last_seen_at", "stories", ["last_seen_at", "id"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("story_id", BIG_ID, nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_detail", sa.Text(), nullable=True),
        sa.Column("fence", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('pending', 'delivered', 'dead')", name="ck_alerts_status"),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_alerts_story_id_stories", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("message_id", name="uq_alerts_message_id"),
        sa.UniqueConstraint(
            "route", "story_id", "change", "state", name="uq_alerts_route_story_id_change_state"
        ),
    )
    op.create_index(
        "ix_alerts_due",
        "alerts",
        ["route", "next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_alerts_lease_owner",
        "alerts",
        ["lease_owner"],
        unique=False,
        sqlite_where=sa.text("lease_owner IS NOT NULL"),
        postgresql_where=sa.text("lease_owner IS NOT NULL"),
    )
    op.create_index("ix_alerts_status", "alerts", ["status", "id"], unique=False)
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"], unique=False)
    op.create_table(
        "article_facts",
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('flag', 'status', 'lang', 'source', 'category', 'speaker', 'place')",
            name="ck_article_facts_kind",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_facts_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "kind", "value", name="pk_article_facts"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_article_facts_kind_value",
        "article_facts",
        ["kind", "value", "article_id"],
        unique=False,
    )
    op.create_table(
        "assessments",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("relevant", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("statuses", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_assessments_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint(
            "article_id", "rule_version", name="uq_assessments_article_id_rule_version"
        ),
    )
    op.create_index(
        "ix_assessments_current",
        "assessments",
        ["article_id"],
        unique=True,
        sqlite_where=sa.text("is_current = 1"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_index("ix_assessments_rule_version", "assessments", ["rule_version"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_evidence_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_article_id", "evidence", ["article_id"], unique=False)
    op.create_table(
        "fingerprint_bands",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_fingerprint_bands_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_fingerprint_bands"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_fingerprint_bands_article_id", "fingerprint_bands", ["article_id"], unique=False
    )
    op.create_table(
        "fingerprints",
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_fingerprints_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_fingerprints"),
    )
    op.create_index("ix_fingerprints_content_hash", "fingerprints", ["content_hash"], unique=False)
    op.create_table(
        "polls",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("entries_seen", sa.Integer(), nullable=False),
        sa.Column("entries_new", sa.Integer(), nullable=False),
        sa.Column("entries_skipped", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('new', 'unchanged', 'not_modified', 'failed', 'skipped')",
            name="ck_polls_outcome",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name="fk_polls_source_id_sources", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_polls"),
    )
    op.create_index(
        "ix_polls_source_id_started_at", "polls", ["source_id", "started_at"], unique=False
    )
    op.create_index("ix_polls_started_at", "polls", ["started_at"], unique=False)
    op.create_table(
        "raw_pages",
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("retention_class", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "retention_class IN ('flagged', 'relevant', 'other')",
            name="ck_raw_pages_retention_class",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_raw_pages_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_raw_pages"),
    )
    op.create_index(
        "ix_raw_pages_retention_class_fetched_at",
        "raw_pages",
        ["retention_class", "fetched_at"],
        unique=False,
    )
    op.create_table(
        "revisions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_revisions_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index(
        "ix_revisions_article_id_seen_at", "revisions", ["article_id", "seen_at"], unique=False
    )
    op.create_table(
        "story_members",
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("story_id", BIG_ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("like_article_id", BIG_ID, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('opened', 'same_content', 'same_headline', 'near_duplicate')",
            name="ck_story_members_reason",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_story_members_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["like_article_id"],
            ["articles.id"],
            name="fk_story_members_like_article_id_articles",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["stories.id"],
            name="fk_story_members_story_id_stories",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_members"),
    )
    op.create_index(
        "ix_story_members_like_article_id", "story_members", ["like_article_id"], unique=False
    )
    op.create_index(
        "ix_story_members_story_id", "story_members", ["story_id", "article_id"], unique=False
    )
    op.create_table(
        "claims",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("assessment_id", BIG_ID, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("force", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("evidence_id", BIG_ID, nullable=False),
        sa.CheckConstraint(
            "status IN ('reported', 'planned', 'possible', 'denied', 'ended', 'casualties')",
            name="ck_claims_status",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_claims_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name="fk_claims_assessment_id_assessments",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name="fk_claims_evidence_id_evidence",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
    )
    op.create_index("ix_claims_article_id", "claims", ["article_id"], unique=False)
    op.create_index("ix_claims_assessment_id", "claims", ["assessment_id"], unique=False)
    op.create_index("ix_claims_evidence_id", "claims", ["evidence_id"], unique=False)
    op.create_index("ix_claims_status", "claims", ["status"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('started', 'delivered', 'retry', 'dead')", name="ck_deliveries_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id_alerts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "attempt", name="uq_deliveries_alert_id_attempt"),
    )
    op.create_index("ix_deliveries_started_at", "deliveries", ["started_at"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("poll_id", BIG_ID, nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("outlet_url", sa.Text(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_precision", sa.Text(), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("updated_precision", sa.Text(), nullable=True),
        sa.Column("updated_raw", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("article_id", BIG_ID, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "published_precision IN ('second', 'minute', 'day', 'month')",
            name="ck_entries_published_precision",
        ),
        sa.CheckConstraint("state IN ('pending', 'done', 'failed')", name="ck_entries_state"),
        sa.CheckConstraint(
            "updated_precision IN ('second', 'minute', 'day', 'month')",
            name="ck_entries_updated_precision",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_entries_article_id_articles",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name="fk_entries_poll_id_polls", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name="fk_entries_source_id_sources", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("source_id", "identity", name="uq_entries_source_id_identity"),
    )
    op.create_index("ix_entries_article_id", "entries", ["article_id"], unique=False)
    op.create_index(
        "ix_entries_due_at",
        "entries",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_entries_failed",
        "entries",
        ["finished_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(
        "ix_entries_health", "entries", ["source_id", "state", "first_seen_at"], unique=False
    )
    op.create_index(
        "ix_entries_lease_owner",
        "entries",
        ["lease_owner"],
        unique=False,
        sqlite_where=sa.text("lease_owner IS NOT NULL"),
        postgresql_where=sa.text("lease_owner IS NOT NULL"),
    )
    op.create_index("ix_entries_poll_id", "entries", ["poll_id"], unique=False)
    op.create_index("ix_entries_url", "entries", ["url"], unique=False, postgresql_using="hash")
    op.create_table(
        "flags",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("assessment_id", BIG_ID, nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("evidence_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_flags_article_id_articles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name="fk_flags_assessment_id_assessments",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name="fk_flags_evidence_id_evidence",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        sa.UniqueConstraint(
            "assessment_id", "flag", "evidence_id", name="uq_flags_assessment_id_flag_evidence_id"
        ),
    )
    op.create_index("ix_flags_article_id", "flags", ["article_id"], unique=False)
    op.create_index("ix_flags_evidence_id", "flags", ["evidence_id"], unique=False)
    op.create_index("ix_flags_flag_article_id", "flags", ["flag", "article_id"], unique=False)
    op.create_table(
        "figures",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("assessment_id", BIG_ID, nullable=False),
        sa.Column("claim_id", BIG_ID, nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("evidence_id", BIG_ID, nullable=False),
        sa.CheckConstraint(
            "bound IN ('exact', 'at_least', 'at_most', 'about', 'range')", name="ck_figures_bound"
        ),
        sa.CheckConstraint(
            "what IN ('troops', 'casualties', 'killed', 'captured', 'sappers', 'construction')",
            name="ck_figures_what",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_figures_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name="fk_figures_assessment_id_assessments",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name="fk_figures_claim_id_claims", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name="fk_figures_evidence_id_evidence",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_figures"),
    )
    op.create_index("ix_figures_article_id", "figures", ["article_id"], unique=False)
    op.create_index("ix_figures_assessment_id", "figures", ["assessment_id"], unique=False)
    op.create_index("ix_figures_claim_id", "figures", ["claim_id"], unique=False)
    op.create_index("ix_figures_evidence_id", "figures", ["evidence_id"], unique=False)
    op.create_index("ix_figures_what_high", "figures", ["what", "high"], unique=False)


TABLES = (
    "figures",
    "flags",
    "entries",
    "deliveries",
    "claims",
    "story_members",
    "revisions",
    "raw_pages",
    "polls",
    "fingerprints",
    "fingerprint_bands",
    "evidence",
    "assessments",
    "article_facts",
    "alerts",
    "stories",
    "sources",
    "meta",
    "articles",
)
