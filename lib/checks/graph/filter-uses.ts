import { memoizePerObject } from '../../core/memo';
import type { EgressGraph } from './egress-graph';
import type { ExtensionFilter } from './extension-filters';
import type { BackendUse, RouteRule } from './routes';

/** An ExtensionRef filter, with the rule and the backend that have it. */
export interface FilterUse {
  readonly filter: ExtensionFilter;
  readonly rule: RouteRule;
  /** `undefined` for a filter of the rule itself. */
  readonly backend: BackendUse | undefined;
}

/** The ExtensionRef filters of all egress routes. */
export const filterUses = memoizePerObject(findFilterUses);

function findFilterUses({ egressRoutes }: EgressGraph): readonly FilterUse[] {
  const uses: FilterUse[] = [];
  for (const { rules } of egressRoutes) {
    for (const rule of rules) {
      for (const filter of rule.extensions) uses.push({ filter, rule, backend: undefined });
      for (const backend of rule.backends) for (const filter of backend.extensions) uses.push({ filter, rule, backend });
    }
  }
  return uses;
}
