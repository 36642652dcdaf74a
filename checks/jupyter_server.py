"""A real Jupyter server on this machine, and what a browser asks of it: files, sessions, and cells that run over a websocket.

The messages are those of https://jupyter-client.readthedocs.io/en/stable/messaging.html.
"""

import asyncio
import json
import secrets
import socket
import struct
import subprocess
import time
from contextlib import contextmanager

import requests
from jupyter_client.session import Session
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

START, CELL = 120, 300  # how many seconds the server may take to start, and a cell to run
OUTPUTS = ("stream", "error", "display_data", "execute_result")


@contextmanager
def jupyter_server(python, root, log, variables, **more):
    """While the block runs, a `Server` with the packages of `python` and these `variables` serves the folder `root`. Its words go into the file `log`.

    `more` are further settings of its ServerApp.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    settings = {"root_dir": root, "ip": "127.0.0.1", "port": port, "port_retries": 0} | more
    options = ["--no-browser", "--allow-root", *(f"--ServerApp.{name}={value}" for name, value in settings.items())]
    with log.open("w") as file:
        process = subprocess.Popen([python, "-m", "jupyterlab", *options], cwd=root, env=variables | {"JUPYTER_TOKEN": token}, stdout=file, stderr=file)
    try:
        server, end = Server(port, token), time.monotonic() + START
        while not server.is_up():
            assert process.poll() is None and time.monotonic() < end, f"The server did not start:\n{log.read_text()[-4000:]}"
            time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(60)


class Server:
    """What can be asked of the server at `port`."""

    def __init__(self, port, token):
        self.place, self.token, self.headers = f"127.0.0.1:{port}", token, {"Authorization": f"token {token}"}

    def is_up(self):
        """Whether it answers."""
        try:
            return bool(self.ask("GET", "api/status"))
        except requests.ConnectionError:
            return False

    def ask(self, method, path, **options):
        """The answer to a request, from JSON."""
        answer = requests.request(method, f"http://{self.place}/{path}", headers=self.headers, timeout=60, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def run(self, path, sources):
        """Open `path` as a notebook with a kernel of its own and run cells with these `sources`: the outputs of each, a list of lists."""
        session = self.ask("POST", "api/sessions", json={"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}})
        try:
            return asyncio.run(self._run(session["kernel"]["id"], sources))
        finally:
            self.ask("DELETE", f"api/sessions/{session['id']}")

    async def _run(self, kernel, sources):
        connection = await websocket_connect(HTTPRequest(f"ws://{self.place}/api/kernels/{kernel}/channels", headers=self.headers))
        try:
            return [await asyncio.wait_for(outputs_of(source, connection), CELL) for source in sources]
        finally:
            connection.close()
            while await connection.read_message() is not None:  # until the server has closed its end, too
                pass


async def outputs_of(source, connection):
    """Run one cell: what it shows, each with its "output_type"."""
    request = Session().msg("execute_request", {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True})
    await connection.write_message(json.dumps(request | {"channel": "shell"}, default=str))
    outputs, awaited = [], {"reply", "idle"}  # two channels: either may be the last to speak
    while awaited:
        received = await connection.read_message()
        assert received is not None, f"The kernel is gone. It was running:\n{source}"
        message = from_json(received)
        kind, content = message["msg_type"], message["content"]
        if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
            continue
        if kind in OUTPUTS:
            outputs.append({"output_type": kind, **content})
        awaited -= {"reply"} if kind == "execute_reply" else {content["execution_state"]} if kind == "status" else set()
    return outputs


def from_json(received):
    """The message in what came. With buffers, as live figures have them, it is the first of several parts: how many, where each begins, the parts."""
    if isinstance(received, bytes):
        begin, end = struct.unpack_from("!2I", received, 4)
        received = received[begin:end]
    return json.loads(received)
