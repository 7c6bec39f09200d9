import { type SearchedName, searchedNames } from '../../graph/searched-names';
import type { Rule } from '../base/rule';

/** A name without a trailing dot: a Service somewhere in the cluster can take it over. */
export const searchDomain: Rule = {
  id: 'egress/search-domain',
  severity: 'warning',
  summary: 'the gateway first looks for the name in the search domains of its pod, where a Service can take it over',
  *check({ graph }) {
    for (const searched of searchedNames(graph)) {
      const { destination, path, name, service } = searched;
      if (service) continue;
      yield {
        object: destination.object,
        path,
        got: name,
        allowed: `a name with a trailing dot (${name}.), which is looked up only as written`,
        fix: withDot(searched),
      };
    }
  },
};

/** A host of a ServiceEntry itself cannot end with a dot. */
export function withDot({ destination, name, path }: SearchedName): string {
  const isHost = destination.kind === 'ServiceEntry' && path[1] === 'hosts';
  return isHost ? `add endpoints: [{ address: ${name}. }]` : `write ${name}.`;
}
