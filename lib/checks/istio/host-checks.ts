import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsName, isIstioHost } from '../../core/net/dns';
import { every, type IstioTable, where, whole } from './istio-check';
import { isDynamic, isNamed } from './resolution';

const hosts = (spec: ServiceEntrySpec) => spec.hosts;
const HOST = { rule: 'istio/host', fix: 'specify only a DNS name, without scheme, port or path, and not an IP address' } as const;

/** The checks of `spec.hosts` of a ServiceEntry: S4 to S7, S22, S26. */
export const hostTable: IstioTable<ServiceEntrySpec> = {
  checks: [
    {
      // S4
      ...HOST,
      message: 'the ServiceEntry has no host',
      allowed: 'at least one DNS name',
      find: whole('spec.hosts', (spec) => !spec.hosts?.length),
    },
    {
      // S5
      ...HOST,
      message: 'a ServiceEntry cannot match every host',
      allowed: 'a DNS name whose first label may be *',
      find: every('spec.hosts', hosts, (host) => host === '*'),
    },
    {
      // S6
      ...HOST,
      message: 'the host is not a DNS name',
      allowed: 'a DNS name of at most 255 characters whose first label may be *',
      find: every('spec.hosts', hosts, (host) => !isIstioHost(host)),
    },
    {
      // S7
      rule: 'istio/partial-wildcard',
      severity: 'warning',
      message: 'a * that is only part of the first label requires resolution DYNAMIC_DNS',
      allowed: '* as the whole first label, or resolution DYNAMIC_DNS',
      fix: 'list the hosts, or write *. before the domain',
      find: every('spec.hosts', hosts, (host, { spec }) => isPartialWildcard(host) && !isDynamic(spec)),
    },
    {
      // S22
      rule: 'istio/host',
      message: 'Istio cannot resolve the host, because it is not a full DNS name',
      allowed: 'a DNS name without *, if resolution is DNS or DNS_ROUND_ROBIN and there are no endpoints',
      fix: 'specify the full name, add endpoints, or set spec.resolution to DYNAMIC_DNS',
      find: where(
        (spec) => isNamed(spec) && !spec.endpoints?.length,
        every('spec.hosts', hosts, (host) => !isIstioDnsName(host)),
      ),
    },
    {
      // S26
      rule: 'istio/host',
      message: 'resolution DYNAMIC_DNS requires wildcard hosts',
      allowed: 'hosts that start with *',
      fix: 'set spec.resolution to DNS for hosts without *',
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
