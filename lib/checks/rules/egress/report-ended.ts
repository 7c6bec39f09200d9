import { CONTEXT } from '../../../core/context-keys';
import { KIND } from '../../../core/kinds';
import { isObject } from '../../../core/shapes';
import type { Rule } from '../base/rule';

/** Report mode that has ended. The gateway denies from then on. */
export const reportEnded: Rule = {
  id: 'egress/report-ended',
  severity: 'warning',
  summary: 'the report mode of a host or rule has ended: the gateway denies what it only reported',
  *check({ graph, now }) {
    const seconds = now.getTime() / 1000;
    for (const object of graph.catalogue.ofKind(KIND.TrafficPolicy)) {
      const { [CONTEXT.report]: ofHost, [CONTEXT.rules]: rules } = object.spec.extAuth?.contextExtensions ?? {};
      const ends: (readonly [key: string, end: number])[] = [
        ...(ofHost === undefined ? [] : [[CONTEXT.report, Number(ofHost)] as const]),
        ...reportsOf(rules).map((end) => [CONTEXT.rules, end] as const),
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

/** When the report mode of rules ends. A text that is no list of rules has none. */
function reportsOf(rules: unknown): number[] {
  if (typeof rules !== 'string' || !rules.includes('"report"')) return [];
  try {
    const list: unknown = JSON.parse(rules);
    return Array.isArray(list) ? list.filter(isObject).flatMap(({ report }) => (typeof report === 'number' ? [report] : [])) : [];
  } catch {
    return [];
  }
}
