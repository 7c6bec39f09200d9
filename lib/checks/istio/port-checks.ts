import type { ServiceEntryPort, ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel } from '../../core/net/dns';
import type { IstioCapabilities } from '../../core/platform';
import { every, type IstioSubject, type IstioTable, where } from './istio-check';
import { familyOf, PROTOCOLS } from './protocols';
import { isDynamic, isNamed, isPassedThrough } from './resolution';

const ports = (spec: ServiceEntrySpec) => spec.ports;
const portsWhere = (
  isInvalid: (port: ServiceEntryPort, subject: IstioSubject<ServiceEntrySpec>, i: number) => boolean,
  field?: string,
) => every('spec.ports', ports, isInvalid, field);

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';
const DYNAMIC_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'TLS', 'GRPC', 'HTTP2']);
const DYNAMIC_BEFORE_1_30: ReadonlySet<string> = new Set(['HTTP', 'TLS']);
const SEVERAL = 'write one ServiceEntry per host';

/** The checks of `spec.ports` of a ServiceEntry: S11 to S15, S25, S28, S32. */
export const portTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ ports }) => ports,
  checks: [
    {
      // S11
      rule: 'istio/port',
      message: 'two ports have the same name',
      allowed: 'different names',
      fix: 'rename one of them',
      find: portsWhere(({ name }, { spec }, i) => i > 0 && isRepeated(spec, i, (port) => port.name === name), 'name'),
    },
    {
      // S11
      rule: 'istio/port',
      message: 'two ports have the same number',
      allowed: 'different numbers',
      fix: 'remove one of them',
      find: portsWhere(({ number }, { spec }, i) => i > 0 && isRepeated(spec, i, (port) => port.number === number), 'number'),
    },
    {
      // S12
      rule: 'istio/port',
      message: 'the port is out of range',
      allowed: '1 to 65535',
      fix: 'specify the port that the host listens on',
      find: portsWhere(({ number }) => !isPort(number), 'number'),
    },
    {
      // S12
      rule: 'istio/port',
      message: 'the port is out of range',
      allowed: '1 to 65535',
      fix: 'specify the port of the endpoints, or remove targetPort if it is the same as number',
      find: portsWhere(({ targetPort }) => targetPort !== undefined && targetPort !== 0 && !isPort(targetPort), 'targetPort'),
    },
    {
      // S14
      rule: 'istio/port',
      message: 'the name of the port is not a DNS label',
      allowed: 'letters, digits and inner hyphens, at most 63 characters',
      fix: 'name the port after its protocol, such as https',
      find: portsWhere(({ name }) => !isIstioDnsLabel(name), 'name'),
    },
    {
      // S15
      rule: 'istio/protocol',
      message: 'the protocol is unknown',
      allowed: PROTOCOLS,
      fix: 'specify the protocol that the gateway must use',
      find: portsWhere(({ protocol }) => Boolean(protocol) && familyOf(protocol) === undefined, 'protocol'),
    },
    {
      // S28
      rule: 'istio/protocol',
      message: 'resolution DYNAMIC_DNS does not support this protocol',
      allowed: 'HTTP or TLS; since Istio 1.30 also GRPC and HTTP2',
      fix: 'change the protocol, or list the hosts and set spec.resolution to DNS',
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
      message: 'Istio can only distinguish the hosts of a port by HTTP or TLS',
      allowed: 'one host, or ports with protocol HTTP, HTTP2, HTTP_PROXY, GRPC, GRPC-Web, TLS or HTTPS',
      fix: SEVERAL,
      find: where(
        (spec) => spec.hosts?.length > 1 && !isPassedThrough(spec),
        portsWhere(({ protocol }) => !isDistinguishable(protocol), 'protocol'),
      ),
    },
    {
      // S25
      rule: 'istio/hosts-of-one-address',
      severity: 'warning',
      message: 'Istio cannot distinguish hosts with the same address on a port that is not HTTP',
      allowed: 'one host, no addresses, or ports with protocol HTTP, HTTP2, HTTP_PROXY, GRPC or GRPC-Web',
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
      message: 'Istio identifies a TCP port by its address, and the ServiceEntry has none',
      allowed: 'addresses, or allocation by Istio: a resolution other than NONE, and no label that disables the allocation',
      fix: `add addresses, remove the label ${AUTO_ALLOCATE}, or specify an HTTP or TLS protocol`,
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

function isDistinguishable(protocol: string | undefined): boolean {
  const family = familyOf(protocol);
  return family === 'http' || family === 'tls';
}

function hasAddress({ spec, object }: IstioSubject<ServiceEntrySpec>): boolean {
  if (spec.addresses?.length) return true;
  return !isPassedThrough(spec) && object.metadata.labels?.[AUTO_ALLOCATE]?.toLowerCase() !== 'false';
}
