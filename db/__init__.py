"""Where things rest: one database object and four doors; nobody else speaks SQL.

    from db.engine import Database
    database = Database("sqlite:///var/tumen.db")    # or postgresql://…; opens lazily, thread-safe
    database.exists()  .upgrade()  .check() -> list of faults  .backup(path)  .restore(path)  .dispose()

All functions are synchronous, take the Database first and raise StoreError only (a wrong cursor:
FilterError); `now` is an aware datetime.

door 1, writes of ingestion: db/store
    sync_sources(sources, now)                       make_sources_due(ids=None, now) -> count
    claim_due_sources(now, owner, lease_s, limit) -> [(Source, SourceState)]
    record_poll(record, listing, decide, owner) -> new entries     decide(new) -> (SourceState, HostHold | None)
    reschedule(decide, now, ids=None) -> count       forget_moves(ids) -> count
    claim_due_entries(now, owner, lease_s, limit) -> [PendingEntry]
    finish_entry(entry, outcome, now, detail=None, article_id=None) -> bool
    fail_entry(entry, reason, detail, now)              retry_entry(entry, due_at, reason, detail=None)
    retry_failed_entries(now, ids=None) -> count     find_article_by_url(url) -> id | None
    save_article(article, assessment, fingerprint, entry, place, plan, now, page=None, retry_at=None)
        -> SavedArticle(outcome, article_id, story_id, opened, alerts)
    has_seed() -> bool                               save_seed(article, assessment, fingerprint, place, now, replace=False) -> id
    lease_owners() -> [owner]
    release_leases(owner) -> count                   prune_polls(before, dry_run=False) -> count

door 2, the outbox: db/outbox
    claim_due_alerts(now, owner, lease_s, limit, per_route=4) -> [DueAlert]
    record_delivery(record, fence) -> False if the fence is lost
    retry_dead(now, ids=None, route=None) -> count   count_alerts() -> {status: n}

door 3, subscriptions at hubs: db/subscriptions
    announce(source_id, announced, token, secret, now) -> changed        of_source(source_id)  find(token)
    claim_due(decide, now, limit) -> [Subscription]                      note_failure(subscription, error, next_try_at)
    change(id, **columns)  note_ignored(id)  note_missed(id, now)         record_push(record, listing, subscription_id)

door 4, reads: db/queries; lists give Rows (iterable, with .cursor)
    list_stories | list_articles | list_claims | list_figures(wanted: Filter, now, limit=50, cursor=None)
    search(query, wanted=None, now=None, limit=50, cursor=None)
    show_article(id or url)  show_story(id)  show_alert(id)  why(*urls or ids) -> [step]  seed_articles()
    list_sources(removed=False)  list_subscriptions()  list_polls(source_id=None, limit, cursor)
    list_alerts(status=None, routes=None, limit, cursor)
    counts(now)  count_languages()  count_due_sources(now)  count_overdue_sources(before, now)
    heat(hot_since, carries_since) -> (hot outlets, flagged articles by source, since)

care: db/upkeep
    check(database)  backup(database, path)  restore(database, path)
    prune(database, {"polls": timedelta, …}, now, dry_run=True) -> {kind: n}     kinds: PRUNABLE
"""
