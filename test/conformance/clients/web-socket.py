"""Opens a WebSocket through a gateway: web-socket.py GATEWAY PORT HOST [HEADER: VALUE].

Sends a line when it is open. Prints the status of the gateway, what comes back, and how long the connection lasts, up to 5 seconds.
"""

import json
import socket
import sys
import time

gateway, port, host, *headers = sys.argv[1:]
request = [
    "GET /socket HTTP/1.1",
    f"Host: {host}",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    *headers,
]
with socket.create_connection((gateway, int(port)), timeout=5) as connection:
    start = time.time()
    connection.sendall(("\r\n".join(request) + "\r\n\r\n").encode())
    head, echo = b"", b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    status = int(head.split()[1])
    if status == 101:
        connection.sendall(b"hello\n")
        try:
            while data := connection.recv(4096):
                echo += data
        except OSError as error:
            echo += str(error).encode()
print(json.dumps({"status": status, "echo": echo.decode(), "seconds": round(time.time() - start, 1)}))
