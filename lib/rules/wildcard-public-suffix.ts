import type { EgressGraph } from '../graph';
import { isPublicSuffixWildcard } from '../host/public-suffix';
import type { Manifest } from '../manifests/manifest';
import type { Rule } from './rule';

/** A wildcard that lets requests out to everybody below a public suffix. */
export const wildcardPublicSuffix: Rule = {
  id: 'egress/wildcard-public-suffix',
  severity: 'error',
  summary: 'the wildcard holds hosts of everybody, as what follows it is a public suffix',
  *check({ graph }) {
    for (const { object, path, host } of wildcards(graph)) {
      if (!isPublicSuffixWildcard(host)) continue;
      yield {
        object,
        path,
        got: host,
        allowed: 'a wildcard below a name that has one owner, such as *.example.com',
        fix: 'name the hosts that are needed',
      };
    }
  },
};

interface Wildcard {
  readonly object: Manifest;
  readonly path: string;
  readonly host: string;
}

function* wildcards(graph: EgressGraph): Generator<Wildcard> {
  for (const { object, kind, hosts } of graph.destinations) if (kind === 'ServiceEntry') yield* each(object, 'spec.hosts', hosts);
  for (const { object, hostnames } of graph.egressRoutes) yield* each(object, 'spec.hostnames', hostnames);
  for (const { object, listeners } of graph.egressGateways) {
    for (const { spec, path } of listeners) {
      if (spec.hostname?.startsWith('*.')) yield { object, path: `${path}.hostname`, host: spec.hostname };
    }
  }
}

function* each(object: Manifest, path: string, hosts: readonly string[]): Generator<Wildcard> {
  for (const [index, host] of hosts.entries()) if (host.startsWith('*.')) yield { object, path: `${path}[${index}]`, host };
}
