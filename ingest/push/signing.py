"""What a hub's signature proves: that the message comes from who was told our secret; it keeps no secret.

Source: W3C WebSub §7.1: `X-Hub-Signature: method=hexdigest`, methods sha1, sha256, sha384, sha512. sha1 is taken,
too: as an HMAC it is not broken, and the hubs that most feeds use know no other.
"""

from __future__ import annotations

import hmac

METHODS = ("sha512", "sha384", "sha256", "sha1")


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Tell whether one of the signatures in the header is right; the strongest that is there decides.

    Example:
        >>> is_signed("secret", "sha1=" + hmac.new(b"secret", b"news", "sha1").hexdigest(), b"news")
        True
        >>> is_signed("secret", "sha256=00", b"news"), is_signed("secret", "", b"news")
        (False, False)
    """
    given = {}
    for part in header.split(","):
        method, _, digest = part.strip().partition("=")
        given[method.strip().lower()] = digest.strip().lower()
    for method in METHODS:
        if method in given:
            right = hmac.new(secret.encode(), body, method).hexdigest()
            return hmac.compare_digest(right.encode(), given[method].encode())
    return False
