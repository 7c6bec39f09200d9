"""GET with httpx, as an application does: with_httpx.py URL [NAME:VALUE…]. Prints status and body, or the error."""

import json
import sys

import httpx

url, *headers = sys.argv[1:]
try:
    answer = httpx.get(url, headers=dict(header.split(":", 1) for header in headers), timeout=20)
    print(json.dumps({"status": answer.status_code, "body": answer.text}))
except httpx.HTTPError as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
