"""The one error tree of the house; it decides nothing about retries, it only grades.

TumenError
 ├── ConfigError        settings, catalogue, routes, lexicons, seed: the start is refused
 ├── FetchError         a request that gave no usable answer
 │    └── RefusedError  an address, scheme or robots rule forbids the request; never transient
 ├── ParseError         bytes that cannot be read as a listing or a page
 ├── StoreError         the database could not take or give a row
 ├── DeliveryError      a channel did not accept an alert
 └── FilterError        a query that cannot be understood
"""

from __future__ import annotations


class TumenError(Exception):
    """Base of all errors we raise on purpose.

    `transient` says whether the same call may work later; `retry_after_s` is the peer's own wish
    in seconds, if it stated one; `reason` is a short stable key for rows and counters.
    """

    transient: bool = False

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        transient: bool | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or type(self).__name__.removesuffix("Error").lower()
        if transient is not None:
            self.transient = transient
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (parsing runs in worker processes): keep the fields.
        return (_rebuild, (type(self), self.message, dict(self.__dict__)))


def _rebuild(kind: type[TumenError], message: str, fields: dict[str, object]) -> TumenError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(fields)
    return error


class ConfigError(TumenError):
    """Configuration that cannot be used; the message names file, table or line, field and remedy."""


class FetchError(TumenError):
    """A request without a usable answer.

    `status` is the HTTP status, or None if there was none; `host` is who gave it, at the end of all
    redirects.
    """

    transient = True

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        transient: bool | None = None,
        retry_after_s: float | None = None,
        status: int | None = None,
        host: str = "",
    ) -> None:
        super().__init__(message, reason=reason, transient=transient, retry_after_s=retry_after_s)
        self.status = status
        self.host = host


class RefusedError(FetchError):
    """A request we must not make: private address, foreign scheme, robots.txt.

    `redirected`: not the address we were given is refused, but one that its server sent us on to.
    """

    transient = False
    redirected = False


class ParseError(TumenError):
    """Bytes that are not what they should be; permanent for these bytes."""


class StoreError(TumenError):
    """The database could not take or give a row."""

    transient = True


class DeliveryError(TumenError):
    """A channel did not accept an alert; `transient` decides between a retry and the dead letter.

    `status` is the peer's code (HTTP or SMTP), or None if it gave none. Reason `gone`: the peer wants
    nothing more on this route.
    """

    transient = True

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        transient: bool | None = None,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, reason=reason, transient=transient, retry_after_s=retry_after_s)
        self.status = status


class FilterError(TumenError):
    """A filter that cannot be understood; `position` counts code points from 0, `hint` is the remedy."""

    def __init__(self, message: str, *, position: int, hint: str = "") -> None:
        super().__init__(message, reason="filter")
        self.position = position
        self.hint = hint
