import type { OnboardingPorts } from "./ports";

/** The ports, with uses of each counted. */
export function countedPorts(ports: OnboardingPorts): {
  readonly ports: OnboardingPorts;
  readonly counts: Readonly<Record<keyof OnboardingPorts, number>>;
} {
  const counts = { records: 0, inventory: 0, cmdb: 0, ven: 0, pce: 0, firewall: 0 };
  const counting = <Name extends keyof OnboardingPorts>(name: Name): OnboardingPorts[Name] =>
    withCalls(ports[name], () => {
      counts[name] += 1;
    });
  return {
    counts,
    ports: {
      records: counting("records"),
      inventory: counting("inventory"),
      cmdb: counting("cmdb"),
      ven: counting("ven"),
      pce: counting("pce"),
      firewall: counting("firewall"),
    },
  };
}

function withCalls<T extends object>(port: T, onCall: () => void): T {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]) => {
        onCall();
        return value.apply(target, parameters) as unknown;
      };
    },
  });
}
