"""Uses a simulated firewall with pan-os-python and prints what it saw as JSON."""
import json
import sys

import panos.errors
from panos.firewall import Firewall

host, port, key, passive_port = sys.argv[1:5]
seen = {}

firewall = Firewall(host, api_key=key, port=int(port), vsys="vsys1")
info = firewall.refresh_system_info()
seen["system"] = [info.version, info.platform]

userid = firewall.userid
userid.register("10.0.0.1", "web")
userid.register(["10.0.0.1", "10.0.0.2"], ["web", "prod"])  # one pair exists already
seen["registered"] = {ip: sorted(tags) for ip, tags in userid.get_registered_ip().items()}
seen["by_tag"] = {ip: sorted(tags) for ip, tags in userid.get_registered_ip(tags=["web"]).items()}
seen["by_ip"] = {ip: sorted(tags) for ip, tags in userid.get_registered_ip(ip="10.0.0.2").items()}

userid.unregister("10.0.0.2", "prod")
userid.unregister("10.0.0.3", "prod")  # is not there
seen["after_unregister"] = {ip: sorted(tags) for ip, tags in userid.get_registered_ip().items()}

userid.audit_registered_ip({"10.0.0.2": ("db",), "2001:db8::7": ("db",)})
seen["audited"] = {ip: sorted(tags) for ip, tags in userid.get_registered_ip().items()}

userid.register([f"10.1.{n // 250}.{n % 250}" for n in range(1100)], "many")
seen["pages"] = len(userid.get_registered_ip())

try:
    userid.register("10.0.0.1", "it's")
    seen["quote"] = "taken"
except panos.errors.PanDeviceXapiError as error:
    seen["quote"] = str(error)

userid.clear_registered_ip()
seen["cleared"] = userid.get_registered_ip()

passive = Firewall(host, api_key=key, port=int(passive_port), vsys="vsys1")
firewall.set_ha_peers(passive)
seen["ha_active"] = firewall.refresh_ha_active()
seen["ha_states"] = [str(firewall.show_highavailability_state()[0]), str(passive.show_highavailability_state()[0])]

try:
    Firewall(host, api_key="wrong", port=int(port)).refresh_system_info()
    seen["wrong_key"] = "taken"
except panos.errors.PanDeviceError as error:
    seen["wrong_key"] = str(error)

print(json.dumps(seen))
