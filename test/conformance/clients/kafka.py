"""Asks a broker of Kafka for all brokers, and then each of them who it is, as client libraries do: kafka.py HOST PORT.

Prints what answers under the name of each broker, or the error, as JSON.
"""

import json
import socket
import struct
import sys

METADATA, FIND_COORDINATOR = 3, 10


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def read_broker(data, at):
    """The name of a broker, and where it ends: its number, its host with its length, and its port."""
    (length,) = struct.unpack_from(">h", data, at + 4)
    end = at + 6 + length
    host = data[at + 6 : end].decode()
    return f"{host}:{struct.unpack_from('>i', data, end)[0]}", end + 4


def ask(name, api, body):
    """The response of a broker, without its length and number."""
    host, port = name.rsplit(":", 1)
    request = struct.pack(">hhi", api, 0, 1) + text("case") + body
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        stream = connection.makefile("rb")
        size = stream.read(4)
        if len(size) < 4:
            raise ConnectionError("closed")
        return stream.read(struct.unpack(">i", size)[0])[4:]


def brokers_of(name):
    data = ask(name, METADATA, struct.pack(">i", 0))
    found, at = [], 4
    for _ in range(struct.unpack_from(">i", data, 0)[0]):
        broker, at = read_broker(data, at)
        found.append(broker)
    return found


def identity_of(name):
    try:
        return read_broker(ask(name, FIND_COORDINATOR, text("group")), 2)[0]
    except OSError as error:
        return f"error: {type(error).__name__}"


try:
    print(json.dumps({name: identity_of(name) for name in brokers_of(":".join(sys.argv[1:]))}))
except OSError as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
