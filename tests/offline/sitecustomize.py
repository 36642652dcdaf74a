"""Python imports this at its start when the folder is on `PYTHONPATH`: from then on it reaches no other machine."""

import socket

NEAR = ("127.", "::1", "localhost")


def refuse(address):
    """Raise OSError for an address (host, port, ...) of another machine. Addresses of other kinds are files."""
    if isinstance(address, tuple) and not str(address[0]).startswith(NEAR):
        raise OSError(f"no network in tests, and something asked for {address[0]}:{address[1]}")


class OfflineSocket(socket.socket):
    """A socket that connects within this machine only."""

    def connect(self, address):
        refuse(address)
        return super().connect(address)

    def connect_ex(self, address):
        refuse(address)
        return super().connect_ex(address)


def find_near(host, port, *args, _find=socket.getaddrinfo, **kwargs):
    """`socket.getaddrinfo` that asks no name server; without a host it is about this machine."""
    if host:
        refuse((host if isinstance(host, str) else host.decode(), port))
    return _find(host, port, *args, **kwargs)


socket.socket = OfflineSocket
socket.getaddrinfo = find_near
