"""A server on this machine that answers as GitHub Pages does: texts compressed with gzip, everything kept for ten minutes, 404.html for the lost."""

import gzip
import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TEXTS = {".html", ".css", ".js", ".mjs", ".svg", ".json", ".xml", ".txt"}


@contextmanager
def served(folder):
    """The address at which `folder` is served as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(PagesHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class PagesHandler(SimpleHTTPRequestHandler):
    """Serves a folder like GitHub Pages, and says nothing."""

    protocol_version = "HTTP/1.1"  # connections stay open, as they do there

    def do_GET(self):
        file, lost = Path(self.translate_path(self.path)), Path(self.directory) / "404.html"
        file = file / "index.html" if file.is_dir() else file
        if file.is_file():
            self.answer(200, file)
        elif lost.is_file():
            self.answer(404, lost)
        else:
            self.send_error(404)

    def answer(self, code, file):
        """Send `file`, compressed if it is a text and the browser can read that."""
        is_text = file.suffix in TEXTS and "gzip" in self.headers.get("Accept-Encoding", "")
        body = zipped(file, file.stat().st_mtime_ns) if is_text else file.read_bytes()
        self.send_response(code)
        headers = {"Content-Type": self.guess_type(file), "Content-Length": len(body), "Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}
        for name, value in (headers | ({"Content-Encoding": "gzip"} if is_text else {})).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def handle(self):
        try:
            super().handle()
        except ConnectionError:  # a browser that leaves a page hangs up
            self.close_connection = True

    def log_message(self, *args):
        """Requests are not printed."""


@cache
def zipped(file, changed):
    """The bytes of `file`, which was last written at the time `changed`, compressed."""
    return gzip.compress(file.read_bytes(), mtime=0)
