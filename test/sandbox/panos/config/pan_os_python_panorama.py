"""Configures a simulated Panorama with pan-os-python and prints what it saw as JSON."""
import json
import sys

from panos.firewall import Firewall
from panos.objects import AddressGroup, Tag
from panos.panorama import DeviceGroup, Panorama, PanoramaCommit, PanoramaCommitAll
from panos.policies import PreRulebase, PostRulebase, SecurityRule

host, port, key, serial = sys.argv[1:5]
panorama = Panorama(host, api_key=key, port=int(port))
seen = {}

group = panorama.add(DeviceGroup("branches"))
group.create()
firewall = group.add(Firewall(serial=serial))
firewall.create()
panorama.add(Tag("app")).create()
group.add(AddressGroup("dynamic", dynamic_value="'web'", tag=["app"])).create()
seen["rules"] = []
for rulebase in (group.add(PreRulebase()), group.add(PostRulebase())):
    rulebase.add(SecurityRule("rule", source=["dynamic"], action="allow")).create()
    seen["rules"] += [rule.uid for rule in SecurityRule.refreshall(rulebase, add=False)]

committed = panorama.commit(cmd=PanoramaCommit(admins=["admin"], device_groups=["branches"]), sync=True)
seen["committed"] = [committed["success"], committed["jobid"]]
push = PanoramaCommitAll(style=PanoramaCommitAll.STYLE_DEVICE_GROUP, name="branches", include_template=False)
pushed = panorama.commit(cmd=push, sync=True, sync_all=True)
seen["pushed"] = [pushed["success"], {name: device["success"] for name, device in pushed["devices"].items()}]
seen["old_style"] = panorama.commit_all(sync=True, sync_all=True, devicegroup="branches")["success"]

listed = firewall.op("show object dynamic-address-group all")
seen["on_firewall"] = [name.text for name in listed.iter("group-name")]
seen["hierarchy"] = panorama.opstate.dg_hierarchy.fetch()
fresh = Panorama(host, api_key=key, port=int(port))
seen["devices"] = [
    [found.name, [child.serial for child in found.children], found.children[0].state.shared_policy_synced]
    for found in fresh.refresh_devices(add=True)
    if isinstance(found, DeviceGroup)
]
print(json.dumps(seen))
