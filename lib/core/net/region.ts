import type { Cidr } from './cidr';
import { difference, intersection, type Spans } from './spans';

/** The protocols with ports. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Pairs of an address and a port: all pairs of each box. */
export type Region = readonly Box[];

/** All pairs of some addresses and some ports. */
export interface Box {
  readonly addresses: Spans;
  readonly ports: Spans;
}

/** IPv4 addresses are the numbers below this one; IPv6 addresses follow. */
const IPV6 = 1n << 32n;
/** Ports of TCP are the numbers below this one. Those of UDP follow, then those of SCTP. */
const PORTS = 1n << 16n;

/** The addresses of ranges. */
export function addressesOf(ranges: readonly Cidr[]): Spans {
  return ranges.map(({ address, length, width }) => {
    const bits = BigInt(width - length);
    const first = ((address >> bits) << bits) + (width === 32 ? 0n : IPV6);
    return [first, first + (1n << bits) - 1n] as const;
  });
}

/** A range of ports, both ends included. */
export function portsOf(protocol: Protocol, first = 0, last = 65535): Spans {
  const base = BigInt(PROTOCOLS.indexOf(protocol)) * PORTS;
  return first <= last ? [[base + BigInt(first), base + BigInt(last)]] : [];
}

export const ALL_PORTS: Spans = [[0n, 3n * PORTS - 1n]];
export const ALL_IPV4: Spans = [[0n, IPV6 - 1n]];
export const ALL_ADDRESSES: Spans = [[0n, IPV6 + (1n << 128n) - 1n]];

/** Whether a region contains an IPv4 address. */
export function hasIpv4(region: Region): boolean {
  return region.some(({ addresses }) => intersection(addresses, ALL_IPV4).length > 0);
}

/** The part of a region that a box contains. */
export function within(region: Region, box: Box): Region {
  return region.flatMap(({ addresses, ports }) => boxes(intersection(addresses, box.addresses), intersection(ports, box.ports)));
}

/** The part of a region that a box does not contain. */
export function outside(region: Region, box: Box): Region {
  return region.flatMap(({ addresses, ports }) => [
    ...boxes(difference(addresses, box.addresses), ports),
    ...boxes(intersection(addresses, box.addresses), difference(ports, box.ports)),
  ]);
}

function boxes(addresses: Spans, ports: Spans): Region {
  return addresses.length > 0 && ports.length > 0 ? [{ addresses, ports }] : [];
}
