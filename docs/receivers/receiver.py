#!/usr/bin/env python3
"""Receives HILT-Review's webhooks and verifies them. Needs Python 3.8 or newer, and nothing else.

SECRET=whsec_... python3 receiver.py    listens on port 8080, or PORT
"""
import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["SECRET"].replace("whsec_", "", 1))
TOLERANCE_SECONDS = 300
seen = set()  # In a real executor: a table, in the transaction that acts.


def verified(headers, body):
    """Whether the bytes, as they came, are signed with our secret, and lately."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected.encode(), one.encode())
               for one in headers.get("webhook-signature", "").split(" "))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not verified(self.headers, body):
            self.answer(401)
            return
        event = json.loads(body)
        if event["event_id"] not in seen:  # The same event can come more than once.
            seen.add(event["event_id"])
            print(event["type"], event["task_id"], json.dumps(event.get("final", event.get("change_request"))), flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
print(f"listening on http://localhost:{server.server_port}/hooks", flush=True)
server.serve_forever()
