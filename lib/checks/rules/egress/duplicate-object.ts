import { isDeepStrictEqual } from 'node:util';
import { kindOf } from '../../../manifests/manifest';
import { namespaceOf } from '../../graph';
import type { Rule } from '../base/rule';

/** Two different objects with one kind, namespace and name. The one that is applied last replaces the other, which is reported. */
export const duplicateObject: Rule = {
  id: 'egress/duplicate-object',
  severity: 'error',
  summary: 'another object has the same kind, namespace and name, but different content',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.repeated) {
      if (isDeepStrictEqual(catalogue.find(kindOf(object), namespaceOf(object), object.metadata.name), object)) continue;
      yield {
        object,
        path: ['metadata', 'name'],
        got: object.metadata.name,
        allowed: 'a name that no other object of this kind has in the namespace',
        fix: 'rename or remove one; the cluster keeps only the one that is applied last',
      };
    }
  },
};
