import { isIP } from 'node:net';
import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io/service-entry';
import type { ObjectOf } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

type Mistake = Omit<Objection, 'object'>;

/** A ServiceEntry as a backend whose addresses kgateway does not find. */
export const serviceEntryResolution: Rule = {
  id: 'kgateway/service-entry-resolution',
  severity: 'error',
  summary: 'kgateway finds no address for the ServiceEntry, and answers 500 or 503',
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
        allowed: 'DNS, DNS_ROUND_ROBIN or STATIC: kgateway passes over NONE, which is the default, and knows no other',
        fix: 'set resolution: DNS, or STATIC with endpoints',
      };
  }
}

function staticMistake({ endpoints = [] }: ServiceEntrySpec): Mistake | undefined {
  if (endpoints.length === 0) {
    return {
      path: ['spec', 'resolution'],
      got: 'STATIC without endpoints',
      allowed: 'STATIC with endpoints or a workloadSelector',
      fix: 'add endpoints with their IP addresses, or set resolution: DNS',
    };
  }
  const index = endpoints.findIndex(({ address = '' }) => isIP(address) === 0 && !address.startsWith('unix://'));
  if (index < 0) return undefined;
  return {
    path: ['spec', 'endpoints', index, 'address'],
    got: endpoints[index]?.address,
    allowed: 'an IP address, with resolution: STATIC',
    fix: 'write the address, or set resolution: DNS',
  };
}

function wildcardMistake({ hosts, endpoints = [], resolution }: ServiceEntrySpec): Mistake | undefined {
  const index = hosts.findIndex((host) => host.startsWith('*'));
  if (index < 0 || endpoints.length > 0) return undefined;
  return {
    path: ['spec', 'hosts', index],
    got: `${hosts[index]} with ${resolution}`,
    allowed: 'full names: no name server knows a wildcard',
    fix: 'write one ServiceEntry for each host by its full name',
  };
}
