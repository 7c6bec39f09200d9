import { waiversWithoutReason } from '../../../manifests/waivers';
import type { Rule } from '../base/rule';

/** A waiver that says no reason waives nothing, and looks as if it did. */
export const waiverWithoutReason: Rule = {
  id: 'egress/waiver-without-reason',
  severity: 'error',
  summary: 'the waiver says no reason, so it waives nothing',
  *check({ graph }) {
    for (const object of graph.catalogue.all) {
      if (!object.metadata.annotations) continue;
      for (const annotation of waiversWithoutReason(object)) {
        yield {
          object,
          path: ['metadata', 'annotations', annotation],
          got: '',
          allowed: 'the reason for which the rule does not apply here',
          fix: 'say the reason, or remove the annotation',
        };
      }
    }
  },
};
