"""Logs in to a server whose fingerprint is not the one on file, and declines it."""
import json
import sys

from cpapi import APIClient, APIClientArgs

with APIClient(APIClientArgs(server="127.0.0.1", port=int(sys.argv[1]))) as client:
    login = client.login("admin", sys.argv[2])
    print()
    print(json.dumps([login.success, login.error_message]))
