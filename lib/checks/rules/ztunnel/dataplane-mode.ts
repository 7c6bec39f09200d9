import { DATAPLANE_MODE } from '../../../core/labels';
import { showPath } from '../../../core/path';
import { hasPodTemplate } from '../../graph';
import type { Rule } from '../base/rule';

/** The label has an effect on a namespace and on pods, but not on objects that create pods. */
export const dataplaneMode: Rule = {
  id: 'ztunnel/dataplane-mode',
  severity: 'error',
  summary: `${DATAPLANE_MODE} has no effect on an object that creates pods`,
  *check({ graph }) {
    for (const { object, labels, podMetadataPath } of graph.workloads) {
      const mode = object.metadata.labels?.[DATAPLANE_MODE];
      if (mode === undefined || !hasPodTemplate(object) || labels[DATAPLANE_MODE] === mode) continue;
      yield {
        object,
        path: ['metadata', 'labels', DATAPLANE_MODE],
        got: mode,
        allowed: 'the label on a Namespace or on pods, because the CNI plugin reads no other labels',
        fix: `move it to ${showPath([...podMetadataPath, 'labels'])}`,
      };
    }
  },
};
