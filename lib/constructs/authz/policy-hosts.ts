import type { ExtAuthPolicyProps } from './ext-auth-policy-props';
import type { PolicyHost, RequestPolicyInput } from './request-policy';

type PolicyHosts = Pick<NonNullable<RequestPolicyInput['decided']>, 'hosts' | 'aliases' | 'reasons'>;

/** The hosts that requests may leave for, and those whose approval is not in force, each at the port of its callers. */
export function hostsOf({ gateway, hosts = {} }: ExtAuthPolicyProps, ports: ReadonlyMap<string, number>): PolicyHosts {
  const at = (set: string, host: string): PolicyHost[] => {
    const port = ports.get(set);
    return port === undefined ? [] : [{ port, host }];
  };
  const refused = new Set(gateway.hosts.filter(({ refusal }) => refusal !== undefined).map(({ host }) => host));
  const approved = gateway.hosts.filter((host) => host.approved).flatMap(({ listener, host }) => at(listener, host));
  // Another repository can own a host, but not one that this app refuses.
  const elsewhere = Object.entries(hosts).flatMap(([set, names]) =>
    names.filter((host) => !refused.has(host)).flatMap((host) => at(set, host)),
  );
  const reasons = gateway.hosts.flatMap(({ listener, host, refusal: body }) =>
    body === undefined ? [] : at(listener, host).map((place) => ({ ...place, body })),
  );
  const aliases = gateway.hosts.flatMap(({ listener, host, aliases: names = [], authority = host }) =>
    names.flatMap((name) => at(listener, name).map((place) => ({ ...place, authority }))),
  );
  return { hosts: [...approved, ...elsewhere], aliases, reasons };
}
