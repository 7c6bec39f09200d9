"""A client library with a base URL, as the SDKs of many services have it: sdk.py BASE_URL [NAME:VALUE…].

Prints status and body, or the error.
"""

import json
import sys

import httpx


class Models:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def list(self) -> httpx.Response:
        return self._http.get("v1/models")


class Sdk:
    def __init__(self, base_url: str, default_headers: dict[str, str]) -> None:
        self._http = httpx.Client(base_url=base_url, headers=default_headers, timeout=20)
        self.models = Models(self._http)


base_url, *headers = sys.argv[1:]
try:
    answer = Sdk(base_url, dict(header.split(":", 1) for header in headers)).models.list()
    print(json.dumps({"status": answer.status_code, "body": answer.text}))
except httpx.HTTPError as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
