"""What Microsoft's own clients for Python get from the sandbox, as JSON: the value, or the code of the refusal."""
import json
import re
import sys

from azure.core.exceptions import HttpResponseError
from azure.core import MatchConditions
from azure.data.tables import TableClient, UpdateMode
from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobBlock, BlobServiceClient
from azure.storage.queue import QueueClient

settings = json.loads(sys.argv[1])
credential = ManagedIdentityCredential(client_id=settings["clientId"], retry_total=0)
once = {"credential": credential, "connection_verify": settings["caFile"], "retry_total": 0}
seen = {}


def attempt(name, call):
    try:
        seen[name] = call()
    except HttpResponseError as error:
        # Not every method of these clients says the code in its error.
        code = getattr(error, "error_code", None) or getattr(getattr(error, "error", None), "code", None)
        text = re.search(r'"code": *"(\w+)"', error.response.text() or "")
        seen[name] = str(getattr(code, "value", code) or (text and text[1]) or error.status_code)


logs = BlobServiceClient(settings["logs"]["blob"], **once)
blob = logs.get_blob_client("flows", settings["blob"])
attempt("list", lambda: [one.name for one in logs.get_container_client("flows").list_blobs(name_starts_with="y=")])
attempt("blocks", lambda: [block.size for block in blob.get_block_list("committed")[0]])
properties = {}
attempt("etag", lambda: properties.update(etag=blob.get_blob_properties().etag) or "read")
match = {"etag": properties.get("etag", "x"), "match_condition": MatchConditions.IfNotModified}
attempt("range", lambda: blob.download_blob(offset=6, length=6, **match).readall().decode())
other = {"etag": '"0x0"', "match_condition": MatchConditions.IfNotModified}
attempt("other_etag", lambda: blob.download_blob(offset=6, length=6, **other).readall().decode())
attempt("append", lambda: blob.stage_block("YQ==", b"x"))
attempt("delete", lambda: blob.delete_blob())

host = BlobServiceClient(settings["host"]["blob"], **once)
lock = host.get_blob_client("locks", "drain")
attempt("put", lambda: lock.upload_blob(b"", overwrite=True) and "put")
leases = []
attempt("lease", lambda: leases.append(lock.acquire_lease(15)) or "held")
attempt("second_lease", lambda: lock.acquire_lease(15) and "held")
attempt("release", lambda: leases[0].release() or "released" if leases else "none")
block = host.get_blob_client("locks", "blocks")
attempt("stage", lambda: block.stage_block("YQ==", b"first,") and "staged")
attempt("commit", lambda: block.commit_block_list([BlobBlock("YQ==")]) and "committed")

queue = QueueClient(settings["host"]["queue"], "rejected", **once)
attempt("send", lambda: queue.send_message("line").content)
attempt("receive", lambda: [message.content for message in queue.receive_messages()])

table = TableClient(settings["host"]["table"], "checkpoints", **once)
row = {"PartitionKey": "a", "RowKey": "b", "nextOffset": 12}
made = {}
attempt("create", lambda: made.update(table.create_entity(row)) or "created")
attempt("create_again", lambda: table.create_entity(row) and "created")
swap = {"mode": UpdateMode.REPLACE, "match_condition": MatchConditions.IfNotModified}
attempt("swap", lambda: table.update_entity(row, etag=made.get("etag", "x"), **swap) and "swapped")
attempt("swap_again", lambda: table.update_entity(row, etag=made.get("etag", "x"), **swap) and "swapped")
attempt("query", lambda: [entity["RowKey"] for entity in table.query_entities("PartitionKey eq 'a'")])

vault = SecretClient(
    settings["vault"],
    credential,
    verify_challenge_resource=False,
    connection_verify=settings["caFile"],
    retry_total=0,
)
attempt("secret", lambda: vault.get_secret("illumio-pce").value)
attempt("other_secret", lambda: vault.get_secret("other").value)
print(json.dumps(seen))
