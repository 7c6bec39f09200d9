import { objectName } from '../../../core/format-finding';
import { serviceEntriesByHost } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A host in two ServiceEntries: one of them counts, in each namespace another. A Backend beside is nobody's rival. */
export const duplicateHost: Rule = {
  id: 'egress/duplicate-host',
  severity: 'error',
  summary: 'two ServiceEntries name the host, and only one of them counts',
  *check({ graph }) {
    for (const [host, [first, ...others]] of serviceEntriesByHost(graph)) {
      for (const { destination, path } of others) {
        yield {
          object: destination.object,
          path,
          got: host,
          allowed: `one ServiceEntry for the host; ${objectName(first.destination.object)} names it too`,
          fix: 'remove one of the two; where the gateway captures the host with one, let its own way out be a kgateway Backend',
        };
      }
    }
  },
};
