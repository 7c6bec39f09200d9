import { isWildcard } from '../../../core/net/dns';
import { isPublicSuffixWildcard } from '../../../core/net/public-suffix';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { EgressGraph } from '../../graph';
import type { Rule } from '../base/rule';

/** A wildcard that allows requests to every host below a public suffix. */
export const wildcardPublicSuffix: Rule = {
  id: 'egress/wildcard-public-suffix',
  severity: 'error',
  summary: 'the wildcard matches hosts of any owner, because it is directly below a public suffix',
  *check({ graph }) {
    for (const { object, path, host } of wildcards(graph)) {
      if (!isPublicSuffixWildcard(host)) continue;
      yield {
        object,
        path,
        got: host,
        allowed: 'a wildcard below a domain with one owner, such as *.example.com',
        fix: 'list the hosts that are needed',
      };
    }
  },
};

interface Wildcard {
  readonly object: Manifest;
  readonly path: Path;
  readonly host: string;
}

const HOSTS: Path = ['spec', 'hosts'];
const HOSTNAMES: Path = ['spec', 'hostnames'];

function wildcards({ destinations, egressRoutes, foreignRoutes, egressGateways }: EgressGraph): Wildcard[] {
  const found: Wildcard[] = [];
  for (const { object, kind, hosts } of destinations) if (kind === 'ServiceEntry') addEach(found, object, HOSTS, hosts);
  for (const { object, hostnames } of [...egressRoutes, ...foreignRoutes]) addEach(found, object, HOSTNAMES, hostnames);
  for (const { listeners } of egressGateways) {
    for (const { object, spec, path } of listeners) {
      if (spec.hostname && isWildcard(spec.hostname)) found.push({ object, path: [...path, 'hostname'], host: spec.hostname });
    }
  }
  return found;
}

function addEach(found: Wildcard[], object: Manifest, path: Path, hosts: readonly string[]): void {
  for (let index = 0; index < hosts.length; index += 1) {
    const host = hosts[index] as string;
    if (isWildcard(host)) found.push({ object, path: [...path, index], host });
  }
}
