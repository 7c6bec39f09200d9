import { objectName } from '../../../core/format-finding';
import { serviceEntriesByHost } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A host in two ServiceEntries. Which one has effect depends on the namespace of the client. A Backend is no conflict. */
export const duplicateHost: Rule = {
  id: 'egress/duplicate-host',
  severity: 'error',
  summary: 'two ServiceEntries have the same host, and only one of them has effect',
  *check({ graph }) {
    for (const [host, [first, ...others]] of serviceEntriesByHost(graph)) {
      for (const { destination, path } of others) {
        yield {
          object: destination.object,
          path,
          got: host,
          allowed: `one ServiceEntry per host; ${objectName(first.destination.object)} has it too`,
          fix: 'remove one of the two; if one captures the host for the gateway, replace the other with a kgateway Backend',
        };
      }
    }
  },
};
