"""Configures a simulated firewall with pan-os-python and prints what it saw as JSON."""
import json
import sys

import panos.errors
from panos.firewall import Firewall
from panos.objects import AddressGroup, AddressObject, Tag
from panos.policies import Rulebase, SecurityRule

host, port, key = sys.argv[1:4]
firewall = Firewall(host, api_key=key, port=int(port), vsys="vsys1")
seen = {}


def names(kind, parent=None):
    return [found.uid for found in kind.refreshall(parent or firewall, add=False)]


seen["empty"] = names(Tag)
tag = firewall.add(Tag("app", color=Tag.color_code("red"), comments="made by a test"))
tag.create()
server = firewall.add(AddressObject("server", "10.0.0.1", tag=["app"]))
server.create()
name = firewall.add(AddressObject("name", "example.com", type="fqdn"))
name.create()
static = firewall.add(AddressGroup("static", static_value=["server", "name"]))
static.create()
dynamic = firewall.add(AddressGroup("dynamic", dynamic_value="'web' and 'prod'"))
dynamic.create()
rules = firewall.add(Rulebase())
rule = rules.add(SecurityRule("allow", source=["dynamic"], destination=["static"], action="allow", tag=["app"]))
rule.create()
block = rules.add(SecurityRule("block", action="deny"))
block.create()
block.move("before", rule)
seen["order"] = names(SecurityRule, rules)

seen["tags"] = [[found.uid, found.color, found.comments] for found in Tag.refreshall(firewall, add=False)]
seen["addresses"] = [
    [found.uid, found.type, found.value, found.tag] for found in AddressObject.refreshall(firewall, add=False)
]
seen["groups"] = [
    [found.uid, found.static_value, found.dynamic_value] for found in AddressGroup.refreshall(firewall, add=False)
]

dynamic.dynamic_value = "'web'"
dynamic.apply()
again = AddressGroup("dynamic")
firewall.add(again)
again.refresh()
seen["applied"] = again.dynamic_value
rule.description = "changed"
rule.update("description")
rule.refresh()
seen["rule"] = [rule.source, rule.destination, rule.description, rule.uuid is not None]

try:
    tag.delete()
except panos.errors.PanDeviceError as error:
    seen["in_use"] = str(error)
    firewall.add(tag)
try:
    firewall.add(AddressGroup("missing")).refresh()
except panos.errors.PanObjectMissing as error:
    seen["missing"] = type(error).__name__
try:
    firewall.add(AddressGroup("bad", dynamic_value="'a' und 'b'")).create()
except panos.errors.PanDeviceXapiError as error:
    seen["bad_filter"] = str(error)
try:
    firewall.xapi.show(tag.xpath())
except panos.errors.PanNoSuchNode as error:
    seen["not_running"] = str(error)

seen["pending"] = firewall.pending_changes()
committed = firewall.commit(sync=True)
seen["committed"] = {field: committed[field] for field in ("success", "result", "jobid", "user")}
seen["running"] = [found.uid for found in AddressGroup.refreshall(firewall, running_config=True, add=False)]
seen["nothing"] = firewall.commit(sync=True)
seen["still_pending"] = firewall.pending_changes()

firewall.add_config_lock(scope="vsys1")
firewall.check_config_locks()
firewall.remove_config_lock(scope="vsys1")

for gone in (rule, block, dynamic, static, server, name, tag):
    gone.delete()
seen["deleted"] = [names(kind) for kind in (Tag, AddressObject, AddressGroup)]
seen["partial"] = firewall.commit(sync=True, admins=["admin"])["success"]

firewall.xapi.set(rules.xpath() + "/security/rules", '<entry name="incomplete"><action>deny</action></entry>')
failed = firewall.commit(sync=True)
seen["failed"] = [failed["success"], failed["result"], failed["messages"][0]]
print(json.dumps(seen))
