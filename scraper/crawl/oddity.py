"""Pages that come with status 200 and are none: empty ones, and doors that only people may pass. Pure."""

from scraper.captures import Capture

_SMALL = 30_000
_CHALLENGES = (
    b"<title>just a moment", b"cf-chl-", b"/cdn-cgi/challenge-platform/", b"<title>attention required",
    b"<title>captcha", b"<title>access denied", b"please verify you are a human", b"<title>are you a robot",
    b"<title>robot check", b"<title>security check", b"<title>verifying you are human",
)  # fmt: skip


def oddity(capture: Capture) -> str | None:
    """Say what is wrong with a page; ``None``: nothing."""
    if not capture.body.strip():
        return "the site answered with an empty page"
    challenged = "challenge" in capture.headers.get("cf-mitigated", "")
    if not challenged and len(capture.body) < _SMALL:
        body = capture.body.lower()
        challenged = any(mark in body for mark in _CHALLENGES)
    return "the site wants proof that a person is reading (a captcha)" if challenged else None
