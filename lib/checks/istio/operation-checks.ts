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

/** Visits the operation of each entry of `to`; `undefined` if an entry has none. */
const everyOperation =
  (visit: Visit): Find<AuthorizationPolicySpec> =>
  ({ spec }, found) => {
    spec.rules?.forEach(({ to }, i) => {
      to?.forEach(({ operation }, j) => {
        visit(operation, ['spec', 'rules', i, 'to', j, 'operation'], found);
      });
    });
  };

const everyValue = (fields: readonly Field[], isInvalid: (value: string) => boolean) =>
  everyOperation((operation, path, found) => {
    for (const field of fields) {
      operation?.[field]?.forEach((value, k) => {
        if (isInvalid(value)) found.push([...path, field, k]);
      });
    }
  });

const OPERATION = { rule: 'istio/policy-operation' } as const;

/** The checks of `spec.rules[].to[].operation` of an AuthorizationPolicy. */
export const operationChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...OPERATION,
    message: 'the operation is empty',
    allowed: 'at least one field with a value',
    fix: 'specify what callers may use, or remove spec.rules[].to to match everything',
    find: everyOperation((operation, path, found) => {
      if (!FIELDS.some((field) => operation?.[field]?.length)) found.push(path);
    }),
  },
  {
    ...OPERATION,
    message: 'the value is empty',
    allowed: 'a non-empty string',
    fix: 'set a value, or remove the entry',
    find: everyValue(FIELDS, (value) => value === ''),
  },
  {
    ...OPERATION,
    message: 'the value is not a port',
    allowed: 'a number up to 65535, as a string',
    fix: 'specify the port that the pods listen on, such as "8080"',
    find: everyValue(PORTS, (value) => !isPortText(value)),
  },
  {
    ...OPERATION,
    message: 'the path template is malformed',
    allowed: '{*} for one segment and {**} for the rest, each between slashes, and no template after {**}',
    fix: 'correct the path',
    find: everyValue(PATHS, (value) => !isPath(value)),
  },
];

/** Whether Istio accepts a string as a port: digits, including leading zeros and 0 itself. */
export function isPortText(value: string): boolean {
  return /^[0-9]+$/.test(value) && Number(value) <= 65535;
}

/** Whether Istio accepts a string as a path: no braces, or templates between segments of URL characters. */
export function isPath(value: string): boolean {
  const segments = value.replace(/^\/+|\/+$/g, '').split('/');
  const end = segments.indexOf('{**}');
  if (end >= 0 && segments.slice(end + 1).some((segment) => TEMPLATE.test(segment))) return false;
  const templated = value.includes('{*}') || value.includes('{**}');
  return segments.every((segment) => TEMPLATE.test(segment) || (templated ? SEGMENT.test(segment) : !/[{}]/.test(segment)));
}
