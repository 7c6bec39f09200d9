import { isIP } from 'node:net';
import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io/service-entry';
import type { ObjectOf } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

type Mistake = Omit<Objection, 'object'>;

/** A ServiceEntry that is a backend, and in which kgateway finds no address. */
export const serviceEntryResolution: Rule = {
  id: 'kgateway/service-entry-resolution',
  severity: 'error',
  summary: 'kgateway finds no address in the ServiceEntry, and answers 500 or 503',
  *check({ graph }) {
    for (const { object } of backendIndexOf(graph).serviceEntries) {
      const mistake = mistakeOf((object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec);
      if (mistake) yield { object, ...mistake };
    }
  },
};

function mistakeOf(spec: ServiceEntrySpec): Mistake | undefined {
  switch (spec.resolution) {
    case 'STATIC':
      return spec.workloadSelector ? undefined : staticMistake(spec);
    case 'DNS':
    case 'DNS_ROUND_ROBIN':
      return wildcardMistake(spec);
    default:
      return {
        path: ['spec', 'resolution'],
        got: spec.resolution,
        allowed: 'DNS, DNS_ROUND_ROBIN or STATIC; kgateway ignores NONE (the default) and supports no other value',
        fix: 'set spec.resolution to DNS, or to STATIC with endpoints',
      };
  }
}

function staticMistake({ endpoints = [] }: ServiceEntrySpec): Mistake | undefined {
  if (endpoints.length === 0) {
    return {
      path: ['spec', 'resolution'],
      got: 'STATIC without endpoints',
      allowed: 'STATIC with endpoints or a workloadSelector',
      fix: 'add endpoints with their IP addresses, or set spec.resolution to DNS',
    };
  }
  const index = endpoints.findIndex(({ address = '' }) => isIP(address) === 0 && !address.startsWith('unix://'));
  if (index < 0) return undefined;
  return {
    path: ['spec', 'endpoints', index, 'address'],
    got: endpoints[index]?.address,
    allowed: 'an IP address, because the resolution is STATIC',
    fix: 'specify the IP address, or set spec.resolution to DNS',
  };
}

function wildcardMistake({ hosts, endpoints = [], resolution }: ServiceEntrySpec): Mistake | undefined {
  const index = hosts.findIndex((host) => host.startsWith('*'));
  if (index < 0 || endpoints.length > 0) return undefined;
  return {
    path: ['spec', 'hosts', index],
    got: `${hosts[index]} with ${resolution}`,
    allowed: 'full host names, because DNS cannot resolve a wildcard',
    fix: 'write one ServiceEntry per host, with its full name',
  };
}
