import { objectName } from '../../../core/format-finding';
import { serviceEntriesByHost } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A port of a host that two ServiceEntries say different protocols of. */
export const protocolConflict: Rule = {
  id: 'egress/protocol-conflict',
  severity: 'error',
  summary: 'two ServiceEntries say different protocols of one port of the host',
  *check({ graph }) {
    for (const [host, entries] of serviceEntriesByHost(graph)) {
      const said = new Map<number, { readonly protocol: string; readonly by: string }>();
      for (const { destination } of entries) {
        for (const { number, protocol = 'TCP', path } of destination.ports) {
          const first = said.get(number);
          if (!first) said.set(number, { protocol: protocol.toUpperCase(), by: objectName(destination.object) });
          else if (first.protocol !== protocol.toUpperCase())
            yield {
              object: destination.object,
              path: [...path, 'protocol'],
              got: protocol,
              allowed: `${first.protocol}, which ${first.by} says of port ${number} of ${host}`,
              fix: 'name the host in one ServiceEntry, with the protocol that it speaks',
            };
        }
      }
    }
  },
};
