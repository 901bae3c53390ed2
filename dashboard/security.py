"""Who may ask and what a page may load: host names, security headers, and where a form may come from."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script or style, nothing from another host, no frame around the pages.
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SESSION_COOKIE = "snokyla_session"


class Guard:
    """Refuses a foreign Host and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts) | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        static = scope["path"].startswith("/static/")  # asked for again each time, but sent only when changed

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache" if static else "no-store")
            await send(message)

        name = host_name(Headers(scope=scope).get("host", ""))
        if name in self._hosts or _is_address(name):
            await self._app(scope, receive, send_guarded)
        else:
            refusal = PlainTextResponse(f"{name!r} is not a name of this server.\n", status_code=400)
            await refusal(scope, receive, send_guarded)


def host_name(host: str) -> str:
    """The name in a Host header, without its port, in lower case."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    """Whether `name` is an address in digits: DNS rebinding needs a name that its attacker owns."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Forms:
    """Whether a form came from our own page, on this machine."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def token(self, session: str) -> str:
        """The token that a form of `session` carries; worthless to another session and after a restart."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def refusal(self, request: Request, token: str) -> str | None:
        """Why the form is refused, as a key of the catalogue; None when it may be obeyed."""
        if not is_local(request):
            return "forms.not_local"
        if not _same_origin(request):
            return "forms.foreign"
        session = request.cookies.get(SESSION_COOKIE, "")
        if not session or not hmac.compare_digest(token.encode(), self.token(session).encode()):
            return "forms.expired"
        return None


def is_local(request: Request) -> bool:
    """Whether the request was made on this machine, and not handed on by a proxy."""
    if request.client is None or "forwarded" in request.headers or "x-forwarded-for" in request.headers:
        return False
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    # A socket for both families gives 127.0.0.1 as ::ffff:127.0.0.1.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _same_origin(request: Request) -> bool:
    """By Sec-Fetch-Site where the browser sends it, else by Origin; a form without both is refused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site is not None
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
