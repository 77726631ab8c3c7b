"""What every response says to browsers about what a page may do: almost nothing."""

from flask import Flask, Response, request

from pmlarchive.config import Config

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


def guard(app: Flask, config: Config) -> None:
    """Give every response the headers above, and answer only requests meant for this server.

    On loopback a page on the web could have its own name point here (DNS rebinding) and read the archive
    through its reader's browser: only loopback names are answered there.
    """
    noindex = config.flag("noindex")
    if config.string("host") in _LOOPBACK and not config.flag("proxy"):
        app.config["TRUSTED_HOSTS"] = list(_LOOPBACK)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if noindex:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.is_streamed:
            if not response.cache_control.max_age:
                response.cache_control.no_cache = True
            response.add_etag()
            response.make_conditional(request)
        return response

    @app.get("/robots.txt")
    def robots() -> Response:
        rule = "Disallow: /" if noindex else "Disallow: /search"
        return Response(f"User-agent: *\n{rule}\n", mimetype="text/plain")
