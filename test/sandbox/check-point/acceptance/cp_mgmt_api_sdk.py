"""Uses a simulated management server with Check Point's own SDK and prints what it saw as JSON.

The working directory has a fingerprints.txt, so the SDK knows the server and asks nobody.
"""
import json
import sys

from cpapi import APIClient, APIClientArgs

port, password, api_key, cloud_uid = sys.argv[1:5]
seen = {}


def arguments(**more):
    return APIClientArgs(server="127.0.0.1", port=int(port), sync_frequency=0, **more)


def names(response):
    return sorted(each["name"] for each in response.data)


with APIClient(arguments()) as client:
    wrong = client.login("admin", "wrong")
    seen["login_failure"] = [wrong.success, wrong.status_code, wrong.error_message]

with APIClient(arguments()) as client:
    login = client.login("admin", password, payload={"session-name": "first run", "session-timeout": 3600})
    seen["login"] = [login.success, client.api_version, login.data["session-timeout"]]
    session = client.api_call("show-session").data
    seen["session"] = [session["name"], session["application"], session["uid"] == login.data["uid"]]

    seen["empty"] = client.api_query("show-hosts").data

    for n in range(510):
        added = client.api_call("add-host", {"name": "h%03d" % n, "ip-address": "10.1.%d.%d" % (n // 250, n % 250)})
        assert added.success, added
    client.api_call("add-group", {"name": "g", "members": ["h001", "h002"]})
    client.api_call("set-group", {"name": "g", "members": {"add": ["h003", "h004"]}})
    group = client.api_call("set-group", {"name": "g", "members": {"remove": ["h001"]}})
    seen["members"] = [each["name"] for each in group.data["members"]]

    twice = client.api_call("add-host", {"name": "h001", "ip-address": "10.1.0.1"})
    seen["twice"] = [twice.success, twice.status_code, twice.error_message]
    tag = client.api_call("add-tag", {"name": "lost"})  # its answer is lost, so the SDK sends it again
    seen["lost"] = [tag.success, tag.error_message]

    publish = client.api_call("publish")
    seen["publish"] = [publish.success, [[each["task-name"], each["status"]] for each in publish.data["tasks"]]]

    package = {"policy-package": "Standard", "access": True, "threat-prevention": False, "targets": ["gw-1"]}
    install = client.api_call("install-policy", package)
    seen["install"] = [install.success, install.data["tasks"][0]["status"]]
    partly = client.api_call("install-policy", package)
    seen["install_partly"] = [partly.success, partly.data["tasks"][0]["task-details"][0]["fault-message"]]
    started = client.api_call("install-policy", package, wait_for_task=False)
    ids = [started.data["task-id"], publish.data["tasks"][0]["task-id"]]
    shown = client.api_call("show-task", {"task-id": ids})
    seen["tasks"] = [each["status"] for each in shown.data["tasks"]]

    pages = list(client.gen_api_query("show-hosts"))
    seen["pages_of_50"] = [len(pages), len(pages[-1].data["objects"]), pages[-1].data["total"]]
    pages = list(client.gen_api_query("show-hosts", payload={"limit": 500}))
    seen["pages_of_500"] = [len(pages), len(pages[-1].data["objects"])]
    seen["full"] = len(client.api_query("show-hosts", details_level="full").data)
    seen["uids"] = len(set(client.api_query("show-hosts", details_level="uid").data))
    seen["one"] = names(client.api_query("show-hosts", payload={"filter": "10.1.1.7"}))
    seen["missing"] = client.api_call("show-host", {"name": "nobody"}).status_code

# A run that ends without publish and without discard leaves a session with locks.
with APIClient(arguments()) as stale:
    stale.login("admin", password, payload={"session-name": "crashed run"})
    stale.api_call("set-group", {"name": "g", "comments": "never published"})

with APIClient(arguments()) as client:
    own = client.login("admin", password).data["uid"]
    locked = client.api_call("set-group", {"name": "g", "comments": "mine"})
    seen["locked"] = [locked.success, locked.data["message"]]
    discarded = []
    for session in client.api_query("show-sessions", "full").data:
        if session["application"] == "WEB_API" and session["uid"] != own:
            answer = client.api_call("discard", {"uid": session["uid"]})
            discarded.append([session["name"], answer.success, answer.data["number-of-discarded-changes"]])
    seen["discarded"] = discarded
    seen["free"] = client.api_call("set-group", {"name": "g", "comments": "mine"}).success
    seen["discard"] = client.api_call("discard").data

with APIClient(arguments(cloud_mgmt_id=cloud_uid)) as client:
    login = client.login_with_api_key(api_key, read_only=True)
    refused = client.api_call("add-host", {"name": "h", "ip-address": "10.0.0.1"})
    seen["cloud_read_only"] = [login.success, "uid" in login.data, refused.success]

print(json.dumps(seen))
