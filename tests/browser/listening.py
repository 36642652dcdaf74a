"""What every browser test listens to: the errors that its pages report, and what they ask of other hosts."""


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
