import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A backend with several hosts: kgateway sends requests for one host to the addresses of another. */
export const severalHosts: Rule = {
  id: 'kgateway/several-hosts',
  severity: 'error',
  summary: 'the ServiceEntry is a backend with several hosts, and kgateway mixes up their addresses',
  *check({ graph }) {
    for (const { object, hosts } of backendIndexOf(graph).serviceEntries) {
      if (hosts.length < 2) continue;
      yield {
        object,
        path: ['spec', 'hosts'],
        got: hosts,
        allowed: 'one host',
        fix: 'write one ServiceEntry per host, each with its own route',
      };
    }
  },
};
