import { waiversWithoutReason } from '../../../manifests/waivers';
import type { Rule } from '../base/rule';

/** A waiver without a reason: it has no effect, but looks as if it had one. */
export const waiverWithoutReason: Rule = {
  id: 'egress/waiver-without-reason',
  severity: 'error',
  summary: 'the waiver has no reason, so it has no effect',
  *check({ graph }) {
    for (const object of graph.catalogue.all) {
      if (!object.metadata.annotations) continue;
      for (const annotation of waiversWithoutReason(object)) {
        yield {
          object,
          path: ['metadata', 'annotations', annotation],
          got: '',
          allowed: 'the reason why the rule does not apply here',
          fix: 'add the reason, or remove the annotation',
        };
      }
    }
  },
};
