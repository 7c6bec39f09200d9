import { KIND } from '../../../core/kinds';
import { reportEndsIn } from '../../graph/host-rules';
import type { Rule } from '../base/rule';

/** Report mode that has ended. The gateway denies from then on. */
export const reportEnded: Rule = {
  id: 'egress/report-ended',
  severity: 'warning',
  summary: 'the report mode of a host or rule has ended: the gateway denies what it only reported',
  *check({ graph, now }) {
    const seconds = now.getTime() / 1000;
    for (const object of graph.catalogue.ofKind(KIND.TrafficPolicy)) {
      for (const { key, end } of reportEndsIn(object.spec.extAuth?.contextExtensions ?? {})) {
        if (!(end <= seconds)) continue;
        yield {
          object,
          path: ['spec', 'extAuth', 'contextExtensions', key],
          got: new Date(end * 1000).toISOString(),
          allowed: `a time after now, ${now.toISOString()}`,
          fix: 'remove reportUntil, or set a later date',
        };
      }
    }
  },
};
