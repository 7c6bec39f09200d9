"""Talks to a server of lines, as the driver of a database does: lines.py HOST PORT LINE.

Prints the greeting of the server and its answer, or the error.
"""

import json
import socket
import sys

host, port, line = sys.argv[1:]
try:
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        stream = connection.makefile("rw")
        greeting = stream.readline().strip()
        stream.write(line + "\n")
        stream.flush()
        answer = stream.readline().strip()
    print(json.dumps({"greeting": greeting, "answer": answer} if answer else {"error": "closed"}))
except OSError as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
