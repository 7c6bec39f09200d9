import { isWildcard } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import type { EgressGovernanceProps } from './governance-props';

type Subject = { readonly props: EgressGovernanceProps };

/** The hosts of the gateways that the policy would refuse. */
function deniedOf({ props: { gateways = [], deniedHosts = [] } }: Subject): string[] {
  const denied = new Set(deniedHosts);
  const isDenied = (host: string) =>
    host.split('.').some((_, index, labels) => denied.has(labels.slice(index).join('.'))) ||
    (isWildcard(host) && deniedHosts.some((name) => name.endsWith(host.slice(1))));
  const hosts = gateways.flatMap((gateway) => gateway.hosts.map(({ host }) => host));
  return [...new Set(hosts.filter(isDenied))].sort();
}

/** A host of the app that is denied: admission would refuse its objects. */
export const deniedCheck: PropCheck<Subject> = {
  rule: 'input/host',
  path: 'deniedHosts',
  breaks: (s) => deniedOf(s).length > 0,
  got: (s) => `the denied hosts ${deniedOf(s).join(', ')}`,
  allowed: 'names that no host of the gateways has or is below',
  fix: 'remove the ExternalHost, or take the name off the list',
};
