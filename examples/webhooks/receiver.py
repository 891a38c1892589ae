"""Receives webhooks over HTTP, behind a proxy that ends TLS. Needs Python's standard library alone.

WEBHOOK_SECRET is the secret as createWebhook showed it, PORT the port to listen on.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
LONGEST_BODY = 1_048_576
SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))


def is_signed(headers, body: bytes) -> bool:
    """Whether the signature of Standard Webhooks is right, and the attempt is recent."""
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{event_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest())
    # During the rotation of a secret there are two signatures; one of them must be right.
    signatures = headers.get("webhook-signature", "").split()
    return any(
        hmac.compare_digest(f"v1,{expected.decode()}".encode(), signature.encode())
        for signature in signatures
    )


def store(event: dict) -> None:
    """Stores an event before it is acknowledged. An event may come twice: its id says so."""
    print(json.dumps({"id": event["id"], "type": event["type"]}), flush=True)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        if length > LONGEST_BODY:
            self.answer(413)
            return
        body = self.rfile.read(length)
        if not is_signed(self.headers, body):
            self.answer(401)
            return
        store(json.loads(body))
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """The standard log would be written for each request."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
