"""What the rules find in a document: soldiers and their owners, flags, statuses, figures; no weight is asked."""
