"""Firefox without a window, driven by Marionette, the protocol it brings along: JSON over a socket, nothing to install.

`goto` and `evaluate` are those of a playwright page, so that one test can run in both browsers.
"""

import json
import shutil
import socket
import subprocess
import time

# Nothing but this machine: every other address goes to a proxy that is not there; no updates, no lists, no first-start page.
SETTINGS = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
}
# The script's last argument is the function that takes the answer.
CALL = """const [arg, done] = arguments;
Promise.resolve().then(() => (%s)(arg)).then((value) => done([value ?? null, null]), (error) => done([null, String(error)]));"""


class Firefox:
    """One browser with one page. `folder` is where it keeps its profile."""

    def __init__(self, folder, **settings):
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in {**SETTINGS, **settings}.items())
        (folder / "user.js").write_text("".join(lines), encoding="utf-8")
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = socket.create_connection(("127.0.0.1", port(folder / "MarionetteActivePort", self.process)), timeout=180)
        self.stream = self.socket.makefile("rb")
        self.n = 0
        self.read()  # its greeting
        self.send("WebDriver:NewSession", capabilities={"alwaysMatch": {"timeouts": {"script": 170_000}}})

    def read(self):
        """The next message: its length in digits, a colon, JSON."""
        length = b""
        while not length.endswith(b":"):
            length += self.stream.read(1)
        return json.loads(self.stream.read(int(length[:-1])))

    def send(self, command, **arguments):
        """Give a command and wait for its answer."""
        self.n += 1
        message = json.dumps([0, self.n, command, arguments])
        self.socket.sendall(f"{len(message)}:{message}".encode())
        _, _, error, answer = self.read()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return answer

    def goto(self, address):
        """Open a page and wait until it is loaded."""
        self.send("WebDriver:Navigate", url=address)

    def evaluate(self, function, arg=None):
        """What the JavaScript `function` gives for `arg`, in the page; a promise is waited for."""
        value, error = self.send("WebDriver:ExecuteAsyncScript", script=CALL % function, args=[arg], sandbox=None)["value"]
        if error:
            raise RuntimeError(error)
        return value

    def close(self):
        """End the browser."""
        self.send("Marionette:Quit", flags=["eForceQuit"])
        self.stream.close()
        self.socket.close()
        self.process.wait(30)


def port(file, process, patience=60):
    """The number that Firefox writes into `file` once it listens."""
    for _ in range(10 * patience):
        if file.exists() and (text := file.read_text().strip()):
            return int(text)
        assert process.poll() is None, "Firefox ended before it listened"
        time.sleep(0.1)
    raise TimeoutError(f"Firefox did not listen within {patience} s")
