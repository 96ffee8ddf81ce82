"""What a user of illumio-py does first, against the PCE that the arguments name. Prints what was seen as JSON."""
import json
import sys

import illumio
from illumio.workloads import Interface, Workload

host, port, org_id, username, secret, ca_file = sys.argv[1:]
seen = {}


def connect(verify):
    pce = illumio.PolicyComputeEngine(host, port=port, org_id=org_id, retry_count=0)
    pce.set_credentials(username, secret)
    pce.set_tls_settings(verify=verify)
    return pce


seen["trusts_by_itself"] = connect(True).check_connection()
pce = connect(ca_file)
seen["connects"] = pce.check_connection()
wrong = connect(ca_file)
wrong.set_credentials(username, "wrong")
seen["connects_with_wrong_secret"] = wrong.check_connection()
other = connect(ca_file)
other.org_id = "2"
seen["connects_to_other_org"] = other.check_connection()

label = pce.labels.create({"key": "role", "value": "Web"})
seen["label"] = [label.key, label.value]
try:
    pce.labels.create({"key": "role", "value": "Web"})
except illumio.IllumioApiException as error:
    seen["duplicate_label"] = str(error)
pce.labels.update(label.href, {"value": "web"})
seen["label_by_name"] = [found.value for found in pce.labels.get(params={"value": "WE"})]

one = pce.workloads.create(
    Workload(
        name="single",
        hostname="single.example.com",
        interfaces=[Interface(name="eth0", address="10.9.0.1", cidr_block=24)],
        labels=[illumio.util.Reference(href=label.href)],
        external_data_set="acceptance",
        external_data_reference="single",
    )
)
seen["workload"] = [one.name, one.managed, one.interfaces[0].address, one.labels[0].href == label.href]

many = [
    Workload(
        name="host-%04d" % i,
        hostname="host-%04d.example.com" % i,
        interfaces=[Interface(name="eth0", address="10.8.%d.%d" % (i // 250, i % 250 + 1))],
        external_data_set="acceptance",
        external_data_reference="host-%04d" % i,
    )
    for i in range(1200)
]
many[7].external_data_reference = "single"
created = pce.workloads.bulk_create(many)
seen["bulk_created"] = len([entry for entry in created if not entry["errors"]])
seen["bulk_create_errors"] = [(i, entry["errors"][0]["token"]) for i, entry in enumerate(created) if entry["errors"]]

seen["page_sync"] = len(pce.workloads.get())
seen["page_limited"] = len(pce.workloads.get(params={"max_results": 7}))
seen["page_all_sync"] = len(pce.workloads.get_all(params={"name": "host-00"}))
seen["page_async"] = len(pce.workloads.get_async())
seen["page_async_filtered"] = len(pce.workloads.get_async(params={"name": "host-01"}))
seen["by_external_pair"] = [
    found.name
    for found in pce.workloads.get(
        params={"external_data_set": "acceptance", "external_data_reference": "host-0042"}
    )
]

hrefs = [entry["href"] for entry in created if not entry["errors"]]
updated = pce.workloads.bulk_update(
    [{"href": href, "enforcement_mode": "idle", "labels": [{"href": label.href}]} for href in hrefs]
)
seen["bulk_updated"] = len([entry for entry in updated if not entry["errors"]])
seen["idle"] = len(pce.workloads.get_async(params={"enforcement_mode": "idle"}))
seen["labelled"] = len(pce.workloads.get_async(params={"labels": json.dumps([[label.href]])}))
try:
    pce.labels.delete(label.href)
except illumio.IllumioApiException as error:
    seen["delete_label_in_use"] = str(error)

group = pce.label_groups.create({"name": "acceptance", "key": "role", "labels": [{"href": label.href}]})
version = pce.provision_policy_changes("acceptance", [group.href])
seen["provisioned"] = [version.version, version.object_counts.label_groups]
active = pce.label_groups.get(policy_version="active")
seen["active_groups"] = [[found.name, found.labels[0].value] for found in active]
pce.label_groups.delete(group.href)
pce.provision_policy_changes("acceptance", [group.href])
seen["active_groups_left"] = len(pce.label_groups.get(policy_version="active"))

seen["bulk_delete_errors"] = pce.workloads.bulk_delete(hrefs)
seen["left"] = [workload.name for workload in pce.workloads.get()]
pce.workloads.delete(one.href)
pce.labels.delete(label.href)
seen["deleted_workload"] = pce.workloads.get_by_reference(one.href).deleted
seen["deleted_label"] = pce.labels.get_by_reference(label.href).deleted
seen["labels_left"] = len(pce.labels.get())
seen["events"] = sorted({event.event_type for event in pce.events.get_async()})
print(json.dumps(seen))
