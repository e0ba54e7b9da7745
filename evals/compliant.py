"""A model server that obeys whatever it reads, over real HTTP: the worst reader a document could wish for."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OBEYED = "Done as told:"


class Compliant(BaseHTTPRequestHandler):
    """Repeats every order found in its prompt as a cited sentence, cited or not; otherwise copies the first passage."""

    orders: Sequence[str] = ()

    def do_POST(self) -> None:  # noqa: N802  the library's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = str(body["messages"][-1]["content"])
        reply = obey(prompt, self.orders)
        choice = {"index": 0, "delta": {"role": "assistant", "content": reply}}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "compliant", "choices": [choice]}
        data = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(data.encode())
        self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


def obey(prompt: str, orders: Sequence[str]) -> str:
    """What the server writes: each order word for word, once cited as the passage's own and once as done."""
    said = []
    for order in orders:
        if (at := prompt.find(order)) >= 0:
            number = prompt[:at].rsplit("\n[", 1)[-1].split("]")[0].lstrip("[")
            said.append(f"{order.rstrip('.?!')} [{number}]. {OBEYED} {order.rstrip('.?!')} [{number}].")
    first = prompt.partition("<passage>\n")[2].partition("\n</passage>")[0]
    return " ".join([*said, f"{first.split('. ')[0].rstrip('.')} [1]."])


@contextmanager
def compliant_server(orders: Sequence[str]) -> Iterator[str]:
    """The base URL of a running server that knows which orders to look for."""
    handler = type("Obeying", (Compliant,), {"orders": tuple(orders)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
