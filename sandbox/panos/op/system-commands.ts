import { failure, success, successText } from "../api/answer";
import { isSynchronized } from "../config/synchronize";
import type { Device } from "../device/device";
import { haState } from "../device/ha";
import { leaf, text } from "../xml/xml";
import type { OpCommands } from "./commands";

/** VM-Series report one model name for all sizes, and the size as the licence. */
function modelOf(model: string): string {
  return model.startsWith("VM-") ? leaf("model", "PA-VM") + leaf("vm-license", model) : leaf("model", model);
}

function systemInfo({ identity, isPanorama }: Device): string {
  const multiVsys = leaf("multi-vsys", identity.vsys.length > 1 ? "on" : "off");
  const family = identity.model.startsWith("VM-") ? "vm" : identity.model.slice(3, 5).padEnd(4, "0");
  return [
    leaf("hostname", identity.hostname),
    leaf("ip-address", "127.0.0.1"),
    leaf("netmask", "255.0.0.0"),
    leaf("devicename", identity.hostname),
    leaf("family", isPanorama ? "pc" : family),
    modelOf(identity.model),
    leaf("serial", identity.serial),
    leaf("sw-version", identity.version),
    leaf("app-version", "8900-9001"),
    leaf("system-mode", isPanorama ? "panorama" : "normal"),
    isPanorama ? "" : multiVsys,
    leaf("operational-mode", "normal"),
  ].join("");
}

/** What `type=version` answers. */
export const versionAnswer = (device: Device) =>
  success(
    leaf("sw-version", device.identity.version) +
      leaf("multi-vsys", device.identity.vsys.length > 1 ? "on" : "off") +
      modelOf(device.identity.model) +
      leaf("serial", device.identity.serial),
  );

export const systemCommands: OpCommands = {
  "show/system/info": (device) => success(`<system>${systemInfo(device)}</system>`),
  "show/clock": ({ clock }) => {
    const [day, date, month, year, time] = new Date(clock.now()).toUTCString().split(/,? /);
    return success(`\n${day} ${month} ${date} ${time} UTC ${year}\n`);
  },
  "show/chassis-ready": () => successText("yes\n"),
  "show/admins": (_, { admin }) =>
    success(`<admins><entry>${leaf("admin", admin.name)}<type>XMLAPI</type><self/></entry></admins>`),
  "show/high-availability/state": (device) => {
    const { ha } = device;
    if (ha === undefined) return success(haState(undefined, 0));
    return success(haState(ha.pair, ha.index, ha.peer.identity.serial, isSynchronized(device)));
  },
  "set/system/setting/target-vsys": (device, { admin }, element) => {
    const vsys = text(element);
    if (vsys === "none") device.targetVsys.delete(admin.name);
    else if (device.tables.get(vsys) !== undefined) device.targetVsys.set(admin.name, vsys);
    else throw failure(17, `set -> system -> setting -> target-vsys '${vsys}' is invalid`);
    return successText(`Session target vsys changed to ${vsys}\n`);
  },
};
