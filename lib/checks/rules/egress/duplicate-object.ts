import { isDeepStrictEqual } from 'node:util';
import { kindOf } from '../../../manifests/manifest';
import { namespaceOf } from '../../graph';
import type { Rule } from '../base/rule';

/** An object that is there twice, and not the same: what is applied last replaces the other. */
export const duplicateObject: Rule = {
  id: 'egress/duplicate-object',
  severity: 'error',
  summary: 'another object of this kind, namespace and name says something else',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.repeated) {
      if (isDeepStrictEqual(catalogue.find(kindOf(object), namespaceOf(object), object.metadata.name), object)) continue;
      yield {
        object,
        path: ['metadata', 'name'],
        got: object.metadata.name,
        allowed: 'a name that no other object of the kind has in the namespace',
        fix: 'rename or remove one: the cluster keeps what is applied last',
      };
    }
  },
};
