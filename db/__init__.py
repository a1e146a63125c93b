"""Where things rest: one database object and three doors; nobody else speaks SQL.

    from db.engine import Database
    database = Database("sqlite:///var/tumen.db")    # or postgresql://…; opens lazily, thread-safe
    database.upgrade()

door 1, writes of ingestion   db/store      sync_sources, claim_due_sources, record_poll,
                                            claim_due_entries, save_article, finish_entry, …
door 2, the outbox            db/outbox     claim_due_alerts, record_delivery, retry_dead
door 3, reads                 db/queries    articles, stories, claims, figures, search, show, why
care                          db/upkeep     check, backup, restore, prune

All functions are synchronous, take the Database first and `now` by name, and raise StoreError only.
"""
