import { objectName } from '../../../core/format-finding';
import { serviceEntriesByHost } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A port of a host for which two ServiceEntries specify different protocols. */
export const protocolConflict: Rule = {
  id: 'egress/protocol-conflict',
  severity: 'error',
  summary: 'two ServiceEntries specify different protocols for the same port of the host',
  *check({ graph }) {
    for (const [host, entries] of serviceEntriesByHost(graph)) {
      const protocols = new Map<number, { readonly protocol: string; readonly by: string }>();
      for (const { destination } of entries) {
        for (const { number, protocol = 'TCP', path } of destination.ports) {
          const first = protocols.get(number);
          if (!first) protocols.set(number, { protocol: protocol.toUpperCase(), by: objectName(destination.object) });
          else if (first.protocol !== protocol.toUpperCase())
            yield {
              object: destination.object,
              path: [...path, 'protocol'],
              got: protocol,
              allowed: `${first.protocol}, which ${first.by} specifies for port ${number} of ${host}`,
              fix: 'declare the host in only one ServiceEntry, with the protocol that the host uses',
            };
        }
      }
    }
  },
};
