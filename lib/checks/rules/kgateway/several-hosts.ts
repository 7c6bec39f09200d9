import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A ServiceEntry of several hosts as a backend: kgateway sends the requests for one host to another's addresses. */
export const severalHosts: Rule = {
  id: 'kgateway/several-hosts',
  severity: 'error',
  summary: 'a ServiceEntry of several hosts is a backend, and kgateway mixes their addresses',
  *check({ graph }) {
    for (const { object, hosts } of backendIndexOf(graph).serviceEntries) {
      if (hosts.length < 2) continue;
      yield {
        object,
        path: ['spec', 'hosts'],
        got: hosts,
        allowed: 'one host',
        fix: 'write one ServiceEntry for each host, each with its own route',
      };
    }
  },
};
