"""The demonstration: recorded sources on loopback, and local sinks for mail and webhooks; no part of the daemon."""
