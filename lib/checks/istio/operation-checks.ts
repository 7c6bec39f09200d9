import type {
  AuthorizationPolicyOperation,
  AuthorizationPolicySpec,
} from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';
import type { Find, IstioCheck } from './istio-check';

type Field = keyof AuthorizationPolicyOperation;

const PORTS: readonly Field[] = ['ports', 'notPorts'];
const PATHS: readonly Field[] = ['paths', 'notPaths'];
const FIELDS: readonly Field[] = [...PORTS, ...PATHS, 'hosts', 'notHosts', 'methods', 'notMethods'];

const TEMPLATE = /^\{\*\*?\}$/;
const SEGMENT = /^[a-zA-Z0-9-._~%!$&'()+,;:@=]+$/;

type Visit = (operation: AuthorizationPolicyOperation | undefined, path: Path, found: Path[]) => void;

/** Visits the operation of each entry of `to`; `undefined` where an entry has none. */
const everyOperation =
  (visit: Visit): Find<AuthorizationPolicySpec> =>
  ({ spec }, found) => {
    spec.rules?.forEach(({ to }, i) => {
      to?.forEach(({ operation }, j) => {
        visit(operation, ['spec', 'rules', i, 'to', j, 'operation'], found);
      });
    });
  };

const everyValue = (fields: readonly Field[], breaks: (value: string) => boolean) =>
  everyOperation((operation, path, found) => {
    for (const field of fields) {
      operation?.[field]?.forEach((value, k) => {
        if (breaks(value)) found.push([...path, field, k]);
      });
    }
  });

const OPERATION = { rule: 'istio/policy-operation' } as const;

/** What `spec.rules[].to[].operation` of an AuthorizationPolicy must be. */
export const operationChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...OPERATION,
    message: 'the operation says nothing',
    allowed: 'at least one field with a value',
    fix: 'say what may be called, or remove to to mean everything',
    find: everyOperation((operation, path, found) => {
      if (!FIELDS.some((field) => operation?.[field]?.length)) found.push(path);
    }),
  },
  {
    ...OPERATION,
    message: 'the value is empty',
    allowed: 'a text that is not empty',
    fix: 'write the value, or remove it',
    find: everyValue(FIELDS, (value) => value === ''),
  },
  {
    ...OPERATION,
    message: 'the value is no port',
    allowed: 'a number up to 65535, as a text',
    fix: 'write the port that the pods listen on, such as "8080"',
    find: everyValue(PORTS, (value) => !isPortText(value)),
  },
  {
    ...OPERATION,
    message: 'the path template is malformed',
    allowed: '{*} for a segment and {**} for the rest, each between slashes, nothing after {**} that is a template',
    fix: 'correct the path',
    find: everyValue(PATHS, (value) => !isPath(value)),
  },
];

/** Whether Istio takes a text as a port: digits, leading zeros and 0 itself included. */
export function isPortText(value: string): boolean {
  return /^[0-9]+$/.test(value) && Number(value) <= 65535;
}

/** Whether Istio takes a text as a path: no braces, or templates between segments of URL characters. */
export function isPath(value: string): boolean {
  const segments = value.replace(/^\/+|\/+$/g, '').split('/');
  const end = segments.indexOf('{**}');
  if (end >= 0 && segments.slice(end + 1).some((segment) => TEMPLATE.test(segment))) return false;
  const templated = value.includes('{*}') || value.includes('{**}');
  return segments.every((segment) => TEMPLATE.test(segment) || (templated ? SEGMENT.test(segment) : !/[{}]/.test(segment)));
}
