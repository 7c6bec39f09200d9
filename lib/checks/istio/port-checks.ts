import type { ServiceEntryPort, ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel } from '../../core/net/dns';
import type { IstioCapabilities } from '../../core/platform';
import { every, type IstioSubject, type IstioTable, where } from './istio-check';
import { familyOf, PROTOCOLS } from './protocols';
import { isDynamic, isNamed, isPassedThrough } from './resolution';

const ports = (spec: ServiceEntrySpec) => spec.ports;
const portsWhere = (
  breaks: (port: ServiceEntryPort, subject: IstioSubject<ServiceEntrySpec>, i: number) => boolean,
  field?: string,
) => every('spec.ports', ports, breaks, field);

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';
const DYNAMIC_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'TLS', 'GRPC', 'HTTP2']);
const DYNAMIC_BEFORE_1_30: ReadonlySet<string> = new Set(['HTTP', 'TLS']);
const SEVERAL = 'give each host a ServiceEntry of its own';

/** What `spec.ports` of a ServiceEntry must be: S11 to S15, S25, S28, S32. */
export const portTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ ports }) => ports,
  checks: [
    {
      // S11
      rule: 'istio/port',
      message: 'two ports have one name',
      allowed: 'names that differ',
      fix: 'rename one of them',
      find: portsWhere(({ name }, { spec }, i) => i > 0 && isRepeated(spec, i, (port) => port.name === name), 'name'),
    },
    {
      // S11
      rule: 'istio/port',
      message: 'two ports have one number',
      allowed: 'numbers that differ',
      fix: 'remove one of them',
      find: portsWhere(({ number }, { spec }, i) => i > 0 && isRepeated(spec, i, (port) => port.number === number), 'number'),
    },
    {
      // S12
      rule: 'istio/port',
      message: 'the port is out of range',
      allowed: '1 to 65535',
      fix: 'write the port that the host listens on',
      find: portsWhere(({ number }) => !isPort(number), 'number'),
    },
    {
      // S12
      rule: 'istio/port',
      message: 'the port is out of range',
      allowed: '1 to 65535',
      fix: 'write the port of the endpoints, or leave it out where it is the same',
      find: portsWhere(({ targetPort }) => targetPort !== undefined && targetPort !== 0 && !isPort(targetPort), 'targetPort'),
    },
    {
      // S14
      rule: 'istio/port',
      message: 'the name of the port is no DNS label',
      allowed: 'letters, digits and inner hyphens, at most 63 characters',
      fix: 'name the port after its protocol, such as https',
      find: portsWhere(({ name }) => !isIstioDnsLabel(name), 'name'),
    },
    {
      // S15
      rule: 'istio/protocol',
      message: 'the protocol is unknown',
      allowed: PROTOCOLS,
      fix: 'name the protocol that the gateway shall speak',
      find: portsWhere(({ protocol }) => Boolean(protocol) && familyOf(protocol) === undefined, 'protocol'),
    },
    {
      // S28
      rule: 'istio/protocol',
      message: 'the protocol is not supported with resolution DYNAMIC_DNS',
      allowed: 'HTTP, TLS, and from Istio 1.30 on GRPC and HTTP2',
      fix: 'change the protocol, or name the hosts and use resolution DNS',
      find: where(
        isDynamic,
        portsWhere(
          ({ protocol = '' }, { capabilities }) => !dynamicProtocols(capabilities).has(protocol.toUpperCase()),
          'protocol',
        ),
      ),
    },
    {
      // S32
      rule: 'istio/hosts-of-one-port',
      message: 'hosts that share a port can be told apart by HTTP or TLS alone',
      allowed: 'one host, or ports of HTTP, HTTP2, HTTP_PROXY, GRPC, GRPC-Web, TLS or HTTPS',
      fix: SEVERAL,
      find: where(
        (spec) => spec.hosts?.length > 1 && !isPassedThrough(spec),
        portsWhere(({ protocol }) => !isToldApart(protocol), 'protocol'),
      ),
    },
    {
      // S25
      rule: 'istio/hosts-of-one-address',
      severity: 'warning',
      message: 'hosts that share an address can not be told apart on a port without HTTP',
      allowed: 'one host, no addresses, or ports of HTTP, HTTP2, HTTP_PROXY, GRPC or GRPC-Web',
      fix: SEVERAL,
      find: where(
        (spec) => isNamed(spec) && spec.hosts?.length > 1 && Boolean(spec.addresses?.length),
        portsWhere(({ protocol }) => familyOf(protocol) === 'tcp' || familyOf(protocol) === 'tls', 'protocol'),
      ),
    },
    {
      // S13
      rule: 'istio/tcp-without-address',
      severity: 'warning',
      message: 'a port of TCP is found by its address alone, and there is none',
      allowed: 'addresses, or their allocation by Istio: a resolution other than NONE and no label that turns it off',
      fix: `add addresses, remove the label ${AUTO_ALLOCATE}, or name an HTTP or TLS protocol`,
      find: portsWhere(({ protocol }, subject) => (!protocol || protocol === 'TCP') && !hasAddress(subject), 'protocol'),
    },
  ],
};

function isRepeated({ ports = [] }: ServiceEntrySpec, index: number, isSame: (port: ServiceEntryPort) => boolean): boolean {
  return ports.findIndex(isSame) < index;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

function dynamicProtocols(capabilities: IstioCapabilities): ReadonlySet<string> {
  return capabilities.dynamicDnsHttp2 ? DYNAMIC_PROTOCOLS : DYNAMIC_BEFORE_1_30;
}

function isToldApart(protocol: string | undefined): boolean {
  const family = familyOf(protocol);
  return family === 'http' || family === 'tls';
}

function hasAddress({ spec, object }: IstioSubject<ServiceEntrySpec>): boolean {
  if (spec.addresses?.length) return true;
  return !isPassedThrough(spec) && object.metadata.labels?.[AUTO_ALLOCATE]?.toLowerCase() !== 'false';
}
