import { parse } from 'yaml';
import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { NOW } from '../../kit';
import { verdict } from './admission-verdict';

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Who writes an object, and what it was before. */
export interface Writing {
  readonly user?: string;
  readonly groups?: readonly string[];
  /** The object before an UPDATE. */
  readonly before?: object;
  readonly deletes?: boolean;
  /** Such as `status`. @default - the object itself */
  readonly subResource?: string;
}

/** The plural of a kind. */
const pluralOf = (kind: string) => kind.toLowerCase().replace(/(y|s|)$/, (end) => ({ y: 'ies', s: 'ses' })[end] ?? 's');

/** What a policy does when somebody writes an object, which is YAML or JSON. */
export function written(spec: ValidatingPolicySpec, given: string | object, by: Writing = {}): string {
  const object = (typeof given === 'string' ? parse(given) : given) as Written;
  const { user = 'dev', groups = ['system:authenticated'], before, deletes = false, subResource } = by;
  const { name, namespace } = object.metadata;
  const group = object.apiVersion.includes('/') ? object.apiVersion.slice(0, object.apiVersion.indexOf('/')) : '';
  const request = {
    operation: deletes ? 'DELETE' : before ? 'UPDATE' : 'CREATE',
    ...{ name, ...(namespace && { namespace }) },
    resource: { group, resource: pluralOf(object.kind) },
    ...(subResource && { subResource }),
    userInfo: { username: user, groups },
  };
  // The object of a DELETE is null for the API server.
  return verdict(spec, deletes ? null : object, NOW, { request, oldObject: deletes ? object : (before ?? {}) });
}
