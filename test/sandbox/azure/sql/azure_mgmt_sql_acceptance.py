"""Azure's own client for Python against the SQL servers of the sandbox."""
import json
import sys

from azure.core.exceptions import HttpResponseError
from azure.identity import ManagedIdentityCredential
from azure.mgmt.sql import SqlManagementClient

endpoint, subscription, subnet = sys.argv[1:4]
client = SqlManagementClient(
    ManagedIdentityCredential(),
    subscription,
    base_url=endpoint,
    credential_scopes=["https://management.azure.com/.default"],
)
at = ("rg", "orders")
report = {}


def rule(start, end):
    return {"properties": {"startIpAddress": start, "endIpAddress": end}}


report["server"] = client.servers.get(*at).properties.fully_qualified_domain_name
client.firewall_rules.create_or_update(*at, "office", rule("203.0.113.1", "203.0.113.9"))
report["rule"] = client.firewall_rules.get(*at, "office").properties.end_ip_address
report["rules"] = [one.name for one in client.firewall_rules.list_by_server(*at)]
try:
    client.firewall_rules.create_or_update(*at, "v6", rule("2001:db8::1", "2001:db8::2"))
except HttpResponseError as error:
    report["refused"] = [error.status_code, error.error.code]
client.firewall_rules.delete(*at, "office")
client.firewall_rules.delete(*at, "office")
report["left"] = [one.name for one in client.firewall_rules.list_by_server(*at)]
network = {"properties": {"virtualNetworkSubnetId": subnet}}
made = client.virtual_network_rules.begin_create_or_update(*at, "web", network).result()
report["network"] = [made.name, made.properties.state]
client.virtual_network_rules.begin_delete(*at, "web").result()
report["networks"] = [one.name for one in client.virtual_network_rules.list_by_server(*at)]
print(json.dumps(report))
