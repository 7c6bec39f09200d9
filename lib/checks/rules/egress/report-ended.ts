import { CONTEXT } from '../../../core/context-keys';
import { KIND } from '../../../core/kinds';
import { isObject } from '../../../core/shapes';
import { hostRulesIn } from '../../graph/host-rules';
import type { Rule } from '../base/rule';

/** Report mode that has ended. The gateway denies from then on. */
export const reportEnded: Rule = {
  id: 'egress/report-ended',
  severity: 'warning',
  summary: 'the report mode of a host or rule has ended: the gateway denies what it only reported',
  *check({ graph, now }) {
    const seconds = now.getTime() / 1000;
    for (const object of graph.catalogue.ofKind(KIND.TrafficPolicy)) {
      const extensions = object.spec.extAuth?.contextExtensions ?? {};
      const { [CONTEXT.report]: ofHost } = extensions;
      const ofRules = (hostRulesIn(extensions) ?? []).filter(isObject);
      const ends: (readonly [key: string, end: number])[] = [
        ...(ofHost === undefined ? [] : [[CONTEXT.report, Number(ofHost)] as const]),
        ...ofRules.flatMap(({ report }) => (typeof report === 'number' ? [[CONTEXT.rules, report] as const] : [])),
      ];
      for (const [key, end] of ends) {
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
