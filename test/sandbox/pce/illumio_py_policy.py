"""Every kind of policy object through illumio-py, against the PCE that the arguments name. Prints what was seen as JSON."""
import json
import sys

import illumio
from illumio.infrastructure import ContainerCluster, ContainerWorkloadProfile, LabelRestriction
from illumio.policyobjects import (
    FQDN,
    IPList,
    IPRange,
    LabelGroup,
    LabelSet,
    Service,
    ServiceAddress,
    ServiceBinding,
    ServicePort,
    VirtualService,
)
from illumio.rules import EnforcementBoundary, Rule, RuleSet
from illumio.util import AMS, Reference, convert_draft_href_to_active, convert_protocol
from illumio.workloads import Interface, PairingProfile, Workload

host, port, org_id, username, secret, ca_file = sys.argv[1:]
seen = {}
pce = illumio.PolicyComputeEngine(host, port=port, org_id=org_id, retry_count=0)
pce.set_credentials(username, secret)
pce.set_tls_settings(verify=ca_file)
pce.must_connect()


def life(api_name, wanted, change, look, **where):
    """Creates an object, reads it, finds it by a part of its name in three ways, changes it, and notes what it is then."""
    api = getattr(pce, api_name)
    made = api.create(wanted)
    part = {"name": made.name[2:]}
    api.update(made.href, change)
    read = api.get_by_reference(made.href)
    seen[api_name] = {
        "same_href": read.href == made.href,
        "found": [len(api.get(params=part, **where)), len(api.get_async(params=part, **where))],
        "first_by_name": api.get_by_name(made.name).name if hasattr(api, "get_by_name") else made.name,
        "changed": look(read),
    }
    return read


def refusal(action):
    try:
        action()
    except illumio.IllumioApiException as error:
        return str(error)
    return None


any_list = pce.get_default_ip_list()
all_services = pce.get_default_service()
seen["defaults"] = [any_list.name, [one.from_ip for one in any_list.ip_ranges], all_services.name]

labels = {key: pce.labels.create({"key": key, "value": "acceptance"}) for key in ["role", "app", "env", "loc"]}
workload = pce.workloads.create(Workload(name="db01", interfaces=[Interface(name="eth0", address="10.0.0.5")]))

ip_list = life(
    "ip_lists",
    IPList(
        name="acceptance",
        ip_ranges=[
            IPRange(from_ip="192.168.0.0/16", description="local"),
            IPRange(from_ip="10.0.0.1", to_ip="10.0.1.255"),
            {"from_ip": "192.168.0.1", "exclusion": True},
        ],
        fqdns=[FQDN(fqdn="*.example.com"), {"fqdn": "localhost"}],
    ),
    {"description": "changed", "fqdns": []},
    lambda it: [it.description, it.fqdns, len(it.ip_ranges)],
    policy_version="draft",
)
seen["ip_list_by_address"] = len(pce.ip_lists.get(params={"ip_address": "10.0.1.7", "name": "acceptance"}, policy_version="draft"))

service = life(
    "services",
    Service(name="acceptance", service_ports=[ServicePort(port=1, to_port=1023, proto="tcp"), ServicePort(port=53, proto="udp")]),
    {"service_ports": [ServicePort(port=1433, proto="tcp")]},
    lambda it: [[one.port, one.proto] for one in it.service_ports],
    policy_version="draft",
)
seen["services_by_port"] = [len(pce.services.get(params={"port": number, "proto": 6}, policy_version="draft")) for number in [1433, 22]]

group = life(
    "label_groups",
    LabelGroup(name="acceptance", key="role", labels=[labels["role"]]),
    {"description": "changed"},
    lambda it: [it.description, it.labels[0].value],
    policy_version="draft",
)

virtual_service = life(
    "virtual_services",
    VirtualService(
        name="acceptance",
        apply_to="host_only",
        service_ports=[ServicePort(port=80, proto="tcp")],
        service_addresses=[ServiceAddress(fqdn="db.example.com")],
        labels=[labels["env"], labels["loc"]],
    ),
    {"service_addresses": [{"fqdn": "sql.example.com"}]},
    lambda it: [it.service_addresses[0].fqdn, sorted(one.key for one in it.labels)],
    policy_version="draft",
)
bulk = pce.virtual_services.bulk_create(
    [VirtualService(name="bulk-%d" % (i % 2), service_ports=[ServicePort(port=80, proto="tcp")]) for i in range(3)]
)
seen["virtual_services_bulk"] = [bool(one["errors"]) for one in bulk]

rule_set = life(
    "rule_sets",
    RuleSet(name="acceptance", enabled=True, scopes=[LabelSet(labels=[labels["app"], labels["env"]])]),
    {"enabled": False},
    lambda it: [it.enabled, [[entry.href for entry in scope.labels] for scope in it.scopes] == [[labels["app"].href, labels["env"].href]]],
    policy_version="draft",
)
rule = pce.rules.create(
    Rule.build(
        providers=[labels["role"], AMS],
        consumers=[any_list, ip_list, workload],
        ingress_services=[service, {"port": 8080, "proto": convert_protocol("tcp")}],
        resolve_providers_as=["workloads"],
        resolve_consumers_as=["workloads"],
        unscoped_consumers=True,
    ),
    parent=rule_set.href,
)
pce.rules.update(rule, {"ingress_services": rule.ingress_services + [{"port": 80, "proto": convert_protocol("tcp")}]})
read = pce.rules.get_by_reference(rule)
seen["rule"] = [
    len(pce.rules.get(parent=rule_set.href)),
    len(read.ingress_services),
    len(read.providers),
    len(read.consumers),
    read.unscoped_consumers,
]

boundary = life(
    "enforcement_boundaries",
    EnforcementBoundary.build(
        name="acceptance",
        ingress_services=[service, {"port": 20009, "proto": convert_protocol("tcp")}],
        providers=[AMS],
        consumers=[any_list],
    ),
    {"ingress_services": [{"port": 3389, "proto": convert_protocol("udp")}]},
    lambda it: [[one.port, one.proto] for one in it.ingress_services],
    policy_version="draft",
)

draft = [ip_list, service, group, virtual_service, rule_set, boundary]
seen["alone"] = refusal(lambda: pce.provision_policy_changes("alone", [rule_set.href]))
version = pce.provision_policy_changes("all", [one.href for one in draft])
counts = version.object_counts
seen["version"] = [
    version.version,
    [counts.ip_lists, counts.services, counts.label_groups, counts.virtual_services, counts.rule_sets, counts.enforcement_boundaries],
]
active = {}
for name, one in zip(["ip_lists", "services", "label_groups", "virtual_services", "rule_sets", "enforcement_boundaries"], draft):
    found = getattr(pce, name).get(params={"name": "acceptance"}, policy_version="active")
    active[name] = [each.href for each in found] == [convert_draft_href_to_active(one.href)]
seen["active"] = active
active_set = pce.rule_sets.get_by_reference(convert_draft_href_to_active(rule_set.href))
seen["active_rules"] = [["/active/" in entry["ip_list"]["href"] for entry in one["consumers"] if "ip_list" in entry] for one in
                        [each.to_json() if hasattr(each, "to_json") else each for each in active_set.rules]]

binding_of = lambda href: [ServiceBinding(virtual_service=Reference(href=href), workload=workload)]
seen["draft_binding"] = refusal(lambda: pce.service_bindings.create(binding_of(virtual_service.href)))
result = pce.service_bindings.create(binding_of(convert_draft_href_to_active(virtual_service.href)))
binding = result["service_bindings"][0]
seen["binding"] = [
    result["errors"],
    pce.service_bindings.get_by_reference(binding.href).href == binding.href,
    len(pce.service_bindings.get(params={"virtual_service": convert_draft_href_to_active(virtual_service.href)})),
]

profile = life(
    "pairing_profiles",
    PairingProfile(
        name="acceptance",
        enabled=True,
        enforcement_mode="visibility_only",
        allowed_uses_per_key=1,
        key_lifespan="unlimited",
        labels=[labels["env"]],
        env_label_lock=True,
    ),
    {"enforcement_mode": "selective"},
    lambda it: [it.enforcement_mode, it.allowed_uses_per_key, it.key_lifespan],
)
seen["pairing_key"] = len(pce.generate_pairing_key(profile.href))

cluster = pce.container_clusters.create(ContainerCluster(name="acceptance"))
seen["cluster"] = [bool(cluster.container_cluster_token), len(pce.container_clusters.get(params={"name": "accept"}))]
pce.container_clusters.update(cluster.href, {"description": "changed"})
seen["cluster"].append(pce.container_clusters.get_by_reference(cluster.href).description)
pods = pce.container_workload_profiles.create(
    ContainerWorkloadProfile(name="web", managed=True, assign_labels=[labels["env"], labels["loc"]], enforcement_mode="visibility_only"),
    parent=cluster.href,
)
pce.container_workload_profiles.update(
    pods,
    {
        "labels": [
            LabelRestriction(key="app", restriction=[labels["app"]]),
            LabelRestriction(key="env", assignment=labels["env"]),
        ]
    },
)
seen["profiles"] = [
    len(pce.container_workload_profiles.get(parent=cluster.href)),
    len(pce.container_workload_profiles.get_by_reference(pods).labels),
]

seen["referenced"] = [
    refusal(lambda: pce.ip_lists.delete(ip_list.href)),
    refusal(lambda: pce.services.delete(service.href)),
    refusal(lambda: pce.labels.delete(labels["role"].href)),
]
pce.service_bindings.delete(binding.href)
pce.rules.delete(rule)
pce.container_workload_profiles.delete(pods)
pce.container_clusters.delete(cluster.href)
pce.pairing_profiles.delete(profile.href)
for one in [boundary, rule_set, virtual_service]:
    getattr(pce, one.href.split("/")[5]).delete(one.href)
pce.provision_policy_changes("users gone", [boundary.href, rule_set.href, virtual_service.href])
for one in [group, service, ip_list]:
    getattr(pce, one.href.split("/")[5]).delete(one.href)
seen["dying"] = pce.ip_lists.get_by_reference(ip_list.href).update_type
seen["name_taken"] = refusal(lambda: pce.ip_lists.create(IPList(name="acceptance")))
pce.provision_policy_changes("all gone", [group.href, service.href, ip_list.href])
seen["gone"] = refusal(lambda: pce.ip_lists.get_by_reference(ip_list.href))
for label in labels.values():
    pce.labels.delete(label.href)
seen["left"] = [
    len(getattr(pce, name).get(params={"name": "acceptance"}, policy_version=version))
    for name in ["ip_lists", "services", "label_groups", "virtual_services", "rule_sets", "enforcement_boundaries"]
    for version in ["draft", "active"]
]
seen["events"] = sorted({event.event_type for event in pce.events.get_async()})
print(json.dumps(seen))
