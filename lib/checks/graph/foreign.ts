import { memoizePerObject } from '../../core/memo';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';

/** The Gateways of other controllers than kgateway through which routes lead outside the cluster. */
export const foreignGateways = memoizePerObject(({ leading }: EgressGraph): ReadonlySet<Gateway> => {
  const found = new Set<Gateway>();
  for (const { foreign } of leading) {
    for (const { gateway } of foreign) if (gateway) found.add(gateway);
  }
  return found;
});
