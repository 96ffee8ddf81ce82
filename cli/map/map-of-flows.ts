import type { FlowMap, FlowMapService } from "illumio-iac-flow-map";
import type { AddressGroup, Grouping } from "./grouping";

interface Group extends AddressGroup {
  readonly members: Set<string>;
}

interface Edge {
  readonly from: Group;
  readonly to: Group;
  readonly services: Map<string, FlowMapService>;
}

/** @param lines `client,server,port,protocol` */
export function mapOfFlows(lines: Iterable<string>, grouping: Grouping): FlowMap {
  const groups = new Map<string, Group>();
  const groupOf = (address: string): Group => {
    const { member, ...found } = grouping.groupOf(address);
    const group = groups.get(found.id) ?? { ...found, member, members: new Set<string>() };
    groups.set(found.id, group);
    group.members.add(member);
    return group;
  };
  const edges = new Map<string, Edge>();
  for (const line of lines) {
    const [client = "", server = "", portText, protocolText] = line.split(",");
    const [from, to] = [groupOf(client), groupOf(server)];
    const key = `${from.id}\n${to.id}`;
    const edge = edges.get(key) ?? { from, to, services: new Map<string, FlowMapService>() };
    edges.set(key, edge);
    const service = `${portText}/${protocolText}`;
    const connections = (edge.services.get(service)?.connections ?? 0) + 1;
    edge.services.set(service, { port: Number(portText), protocol: Number(protocolText), connections });
  }
  const sorted = [...groups.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const place = new Map(sorted.map((group, index) => [group, index]));
  return {
    by: grouping.by,
    groups: sorted.map(({ name, kind, members }) => ({ name, kind, members: members.size })),
    edges: [...edges.values()]
      .map(({ from, to, services }) => ({
        from: place.get(from)!,
        to: place.get(to)!,
        services: [...services.values()].sort((a, b) => b.connections - a.connections || a.port - b.port),
        connections: [...services.values()].reduce((sum, { connections }) => sum + connections, 0),
      }))
      .sort((a, b) => b.connections - a.connections || a.from - b.from || a.to - b.to),
  };
}
