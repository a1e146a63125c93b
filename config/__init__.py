"""What the operator decides: settings, sources, lexicons, routes, the seed; it opens no network and no database."""
