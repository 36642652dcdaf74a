"""What every browser test listens to: the errors that its pages report, and what they ask of other hosts."""

import gzip


class Listener:
    """Hears all pages of a playwright `context`, from now on.

    `complaints` are the errors of scripts and of the console, `requests` the addresses that were asked for, `responses` what came.
    """

    def __init__(self, context):
        self.complaints, self.requests, self.responses = [], [], []
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", lambda response: self.responses.append(response))

    def foreign(self, address):
        """Requests that left for another place than `address`, the beginning of what may be asked for."""
        return [url for url in self.requests if not url.startswith((address, "data:", "blob:"))]

    def bodies(self):
        """What has come so far from a server, each answer as bytes."""
        return [response.body() for response in self.responses if response.url.startswith("http") and response.ok]

    def n_bytes(self):
        """How much that is."""
        return sum(map(len, self.bodies()))

    def packed_bytes(self):
        """How much of it goes over the wire where the server packs what gets smaller by it."""
        return sum(min(len(body), len(gzip.compress(body))) for body in self.bodies())
