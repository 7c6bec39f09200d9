import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsName, isIstioHost } from '../../core/net/dns';
import { every, type IstioTable, where, whole } from './istio-check';
import { isDynamic, isNamed } from './resolution';

const hosts = (spec: ServiceEntrySpec) => spec.hosts;
const HOST = { rule: 'istio/host', fix: 'write the DNS name alone, without scheme, port, path or IP address' } as const;

/** What `spec.hosts` of a ServiceEntry must be: S4 to S7, S22, S26. */
export const hostTable: IstioTable<ServiceEntrySpec> = {
  checks: [
    {
      // S4
      ...HOST,
      message: 'a ServiceEntry needs a host',
      allowed: 'at least one DNS name',
      find: whole('spec.hosts', (spec) => !spec.hosts?.length),
    },
    {
      // S5
      ...HOST,
      message: 'a ServiceEntry for every host is not taken',
      allowed: 'a DNS name, or * in place of its first label',
      find: every('spec.hosts', hosts, (host) => host === '*'),
    },
    {
      // S6
      ...HOST,
      message: 'the host is no DNS name',
      allowed: 'a DNS name of at most 255 characters whose first label may be *',
      find: every('spec.hosts', hosts, (host) => !isIstioHost(host)),
    },
    {
      // S7
      rule: 'istio/partial-wildcard',
      severity: 'warning',
      message: 'a * that is only a part of the first label is matched by none but DYNAMIC_DNS',
      allowed: '* as the whole first label, or resolution DYNAMIC_DNS',
      fix: 'name the hosts, or write *. before the domain',
      find: every('spec.hosts', hosts, (host, { spec }) => isPartialWildcard(host) && !isDynamic(spec)),
    },
    {
      // S22
      rule: 'istio/host',
      message: 'a host that has to be resolved is no full DNS name',
      allowed: 'DNS names without * where resolution is DNS or DNS_ROUND_ROBIN and there are no endpoints',
      fix: 'name the host, add endpoints, or use resolution DYNAMIC_DNS',
      find: where(
        (spec) => isNamed(spec) && !spec.endpoints?.length,
        every('spec.hosts', hosts, (host) => !isIstioDnsName(host)),
      ),
    },
    {
      // S26
      rule: 'istio/host',
      message: 'resolution DYNAMIC_DNS is for wildcards alone',
      allowed: 'hosts that begin with *',
      fix: 'use resolution DNS for a host without *',
      find: where(
        isDynamic,
        every('spec.hosts', hosts, (host) => !host.startsWith('*')),
      ),
    },
  ],
};

/** Whether a host has a `*` that is not its whole first label, such as `*api.example.com`. */
function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host !== '*' && !host.startsWith('*.');
}
