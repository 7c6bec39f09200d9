import { deniedDomain } from '../../../core/approval-limits';
import { oncePer } from '../../../core/group-by';
import { HostPatterns, plainHost } from '../../../core/net/host-patterns';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { EgressGraph } from '../../graph';
import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination below a domain for which the organization permits no approval. */
export const deniedHost: Rule = {
  id: 'egress/denied-host',
  severity: 'error',
  summary: 'the destination is below a domain that must not be approved',
  *check({ graph, approvals: { deniedSuffixes = [] } = {} }) {
    if (deniedSuffixes.length === 0) return;
    const domains = deniedSuffixes.map(deniedDomain);
    const denied = HostPatterns.below(domains);
    for (const object of judged(graph)) {
      const names = namesIn(object as { readonly spec?: NamingSpec });
      for (const { path, host } of oncePer(names, ({ host }) => plainHost(host))) {
        if (!denied.meets(plainHost(host))) continue;
        const domain = domains.find((one) => HostPatterns.below([one]).meets(plainHost(host)));
        const fix = 'remove the destination: nobody can approve it';
        yield { object, path, got: host, allowed: `hosts other than ${domain} and those below it`, fix };
      }
    }
  },
};

/** What names a destination, and the routes of hosts that wait for an approval. */
function judged(graph: EgressGraph): Iterable<Manifest> {
  const asked = graph.routes.filter(({ object }) => object.metadata.labels?.[graph.approvalKeys.approved] !== undefined);
  return new Set([...approvalsOf(graph), ...asked].map(({ object }) => object));
}

interface Named {
  readonly path: Path;
  readonly host: string;
}

/** The fields of the kinds that can name a destination. */
interface NamingSpec {
  readonly hosts?: readonly string[];
  readonly endpoints?: readonly { readonly address?: string }[];
  readonly static?: { readonly hosts?: readonly { readonly host: string }[] };
  readonly externalName?: string;
  readonly address?: string;
  readonly hostnames?: readonly string[];
}

/** All names that an object has for destinations. */
function namesIn({ spec = {} }: { readonly spec?: NamingSpec }): readonly Named[] {
  const list = (path: Path, names: readonly (string | undefined)[], rest: Path = []): Named[] =>
    names.flatMap((host, index) => (host === undefined ? [] : [{ path: ['spec', ...path, index, ...rest], host }]));
  const one = (key: string, host: string | undefined): Named[] => (host === undefined ? [] : [{ path: ['spec', key], host }]);
  return [
    ...list(['hosts'], spec.hosts ?? []),
    ...list(
      ['endpoints'],
      (spec.endpoints ?? []).map(({ address }) => address),
      ['address'],
    ),
    ...list(
      ['static', 'hosts'],
      (spec.static?.hosts ?? []).map(({ host }) => host),
      ['host'],
    ),
    ...one('externalName', spec.externalName),
    ...one('address', spec.address),
    ...list(['hostnames'], spec.hostnames ?? []),
  ];
}
