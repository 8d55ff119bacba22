"""Headers of each of our answers: a strict content policy with a nonce, nothing kept, nothing told to others."""

import secrets

from flask import Response, g, request

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def get_nonce() -> str:
    """The nonce of this request."""
    if "hm_nonce" not in g:
        g.hm_nonce = secrets.token_urlsafe(18)
    nonce: str = g.hm_nonce
    return nonce


def set_headers(response: Response) -> Response:
    """Set the headers; static files may be kept for a year, for their address holds their version.

    Nothing else is kept by anybody, unless the view has said who may.
    """
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=get_nonce())
    for name, value in FIXED.items():
        response.headers[name] = value
    if (request.endpoint or "").endswith(".static") and response.status_code == 200 and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = g.get("hm_cache_control", "no-store")
        response.vary.add("Cookie")
    return response
