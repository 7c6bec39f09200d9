import { brandOf, METRICS } from '../../core/brand';
import { parseCidr } from '../../core/net/cidr';
import {
  BROKEN,
  type Field,
  type Fields,
  flag,
  listOf,
  objectOf,
  optional,
  required,
  type Shape,
  someOf,
  value,
  withType,
} from '../../core/shapes';
import { dnsField, isAddress, networkShapes, peersField } from '../network/network-shapes';
import type { MetricsAccess } from './metrics-access';
import type { ControlPlane, GatewayNetworkProps, OtherDestination } from './network-props';

const ADDRESS = {
  rule: 'input/addresses',
  allowed: 'an IPv4 or IPv6 address, or a range such as 10.0.0.0/28',
  fix: 'correct the address',
};

/** The property `addresses` of a host. */
export const addressesField: Field = optional(
  someOf(value(isAddress, ADDRESS, true), {
    ...ADDRESS,
    allowed: "a list of at least one address, such as ['10.0.0.10']",
    fix: 'write the addresses as a list, or remove addresses for a host on the Internet',
  }),
);

const RANGE = {
  rule: 'input/addresses',
  allowed: 'a range of the cluster, such as 203.0.113.0/24 or 2001:db8:5::/48, smaller than the Internet',
  fix: 'correct the range',
};

const DESTINATION = {
  rule: 'input/addresses',
  allowed: 'a destination { port, addresses }',
  fix: 'write the destination as { port: 443 }',
};

const destination = objectOf(
  { port: required(networkShapes('input/port').port, () => 443), addresses: addressesField } satisfies Record<
    keyof OtherDestination,
    Field
  >,
  DESTINATION,
);

const controlPlane = objectOf(
  {
    namespace: optional(networkShapes('input/namespace').namespace),
    inMesh: optional(flag('input/property', 'correct the value, or remove inMesh for false')),
  } satisfies Record<keyof ControlPlane, Field>,
  {
    rule: 'input/property',
    allowed: 'an object { namespace, inMesh }',
    fix: 'describe where kgateway runs, or remove controlPlane for kgateway-system',
  },
);

const METRICS_VALUE = {
  rule: 'input/metrics',
  allowed: "MetricsAccess.fromMesh('…') or MetricsAccess.plaintext('…')",
  fix: 'use one of these, or remove metrics so that nobody can read them',
};
const metricsNamespace = networkShapes('input/metrics').namespace;

/** The value can be of another copy of this package. */
const metrics: Shape = (given, path, reading) => {
  const factory = brandOf(given, METRICS);
  if (factory !== 'fromMesh' && factory !== 'plaintext') return reading.report(path, withType(given), METRICS_VALUE);
  return metricsNamespace((given as MetricsAccess).namespace, path, reading) === BROKEN ? BROKEN : given;
};

/** The shapes of the properties by which a gateway is isolated. */
export const networkFields: Fields<GatewayNetworkProps> = {
  dns: dnsField,
  controlPlane: optional(controlPlane),
  clusterRanges: optional(
    listOf(value(isRange, RANGE, true), {
      ...RANGE,
      allowed: 'a list of ranges of the cluster',
      fix: 'write the ranges as a list',
    }),
  ),
  destinations: optional(
    listOf(destination, {
      ...DESTINATION,
      allowed: 'a list of destinations, such as [{ port: 443 }]',
      fix: 'write the destinations as a list',
    }),
  ),
  allow: peersField,
  metrics: optional(metrics),
};

/** A range that does not contain all addresses of the Internet. */
function isRange(given: unknown): boolean {
  const range = isAddress(given) ? parseCidr(given) : undefined;
  return range !== undefined && range.length > 3;
}
