"""Sends a mail with STARTTLS: mail.py HOST PORT. Prints the answer of the server, or the error, as JSON."""

import json
import smtplib
import ssl
import sys

host, port = sys.argv[1:]
try:
    with smtplib.SMTP(host, int(port), local_hostname="client", timeout=3) as server:
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        server.mail("case@example.com")
        server.rcpt("team@example.com")
        code, answer = server.data("Subject: hello\r\n\r\nhello\r\n")
    print(json.dumps({"code": code, "answer": answer.decode()}))
except OSError as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
