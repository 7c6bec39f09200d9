"""GET with requests, as an application does: with_requests.py URL [NAME:VALUE…]. Prints status and body, or the error."""

import json
import sys

import requests

url, *headers = sys.argv[1:]
try:
    answer = requests.get(url, headers=dict(header.split(":", 1) for header in headers), timeout=20)
    print(json.dumps({"status": answer.status_code, "body": answer.text}))
except requests.RequestException as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
