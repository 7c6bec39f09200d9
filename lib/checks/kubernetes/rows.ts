import { lazy } from '../../core/memo';
import { parseCidr } from '../../core/net/cidr';
import { isGoCidr } from '../../core/net/ip';
import { isCount } from '../../core/numbers';
import type { Step } from '../../core/path';
import type { Complaint, Issues } from '../schema/issue';
import { isObject, type JsonObject } from '../schema/node';
import { isLabelValue, isQualifiedName, LABEL_VALUE, QUALIFIED_NAME } from './name-syntax';

/** One requirement of Kubernetes for objects of its own kinds. */
export interface Row {
  /** @param object the object or the part of an object at which the path of the row starts */
  (object: JsonObject, issues: Issues, whole: JsonObject): void;
  /** The fields that it checks, such as `spec.ports[].name`. */
  readonly path: string;
  /** What it accepts there; `undefined` for a row that contains others. */
  readonly allowed?: string;
  /** The rows for the objects at the path. */
  readonly rows?: () => readonly Row[];
}

/** Whether a value is valid. @param parent the object that contains it @param whole the whole object */
export type Test = (value: unknown, parent: JsonObject, whole: JsonObject) => boolean;

/** Go does not distinguish a missing field, `null`, and the zero value of a field without a pointer. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '';
}

/** Tests every value at a path that is not empty. @param path such as `spec.ports[].name`; `{}` means every field */
export function accepts(path: string, test: Test, allowed: string): Row {
  return every(path, (value, ...rest) => isEmpty(value) || test(value, ...rest), allowed);
}

/** Tests every value at a path, including empty ones, if their parent exists. */
export function every(path: string, test: Test, allowed: string): Row {
  const steps = stepsOf(path);
  const check = (object: JsonObject, issues: Issues, whole: JsonObject) => {
    const seen: Visitor = (value, parent) => {
      if (!test(value, parent, whole)) issues.add(complaintOf(steps, allowed), value);
    };
    visit(object, object, { steps, issues, seen });
  };
  return Object.assign(check, { path, allowed });
}

/** Applies rows to every object at a path. The rows are made for the first such object. */
export function within(path: string, rows: () => readonly Row[]): Row {
  const steps = stepsOf(path);
  const check = (object: JsonObject, issues: Issues, whole: JsonObject) => {
    const seen: Visitor = (value) => {
      if (isObject(value)) for (const row of rows()) row(value, issues, whole);
    };
    visit(object, object, { steps, issues, seen });
  };
  return Object.assign(check, { path, rows });
}

function stepsOf(path: string): readonly string[] {
  return path.replaceAll('[]', '.[]').replaceAll('{}', '.{}').split('.');
}

function complaintOf(steps: readonly string[], allowed: string): Complaint {
  const message = `Kubernetes rejects this ${steps.findLast((step) => step !== '[]' && step !== '{}')}`;
  return { rule: 'schema/kubernetes', message, allowed, fix: 'correct the value' };
}

type Visitor = (value: unknown, parent: JsonObject) => void;

interface Walk {
  readonly steps: readonly string[];
  readonly issues: Issues;
  readonly seen: Visitor;
}

function visit(value: unknown, parent: JsonObject, walk: Walk, at = 0): void {
  const step = walk.steps[at];
  if (step === undefined) walk.seen(value, parent);
  else if (step === '[]') {
    if (Array.isArray(value)) for (let i = 0; i < value.length; i++) enter(i, value[i], parent, walk, at);
  } else if (isObject(value)) {
    if (step !== '{}') enter(step, value[step], value, walk, at);
    else for (const key in value) enter(key, value[key], value, walk, at);
  }
}

function enter(step: Step, value: unknown, parent: JsonObject, walk: Walk, at: number): void {
  const before = walk.issues.count;
  visit(value, parent, walk, at + 1);
  walk.issues.prefix(before, step);
}

/** Requires a value that is not empty. */
export function required(...paths: readonly string[]): readonly Row[] {
  return paths.map((path) => every(path, (value) => !isEmpty(value), 'a value, because the field is required'));
}

/** Requires one of some values, which are given as one string with spaces. Only an entry of a list must not be empty. */
export function oneOf(path: string, values: string): Row {
  const known = values.split(' ');
  return (path.endsWith('[]') ? every : accepts)(path, (value) => known.includes(String(value)), known.join(', '));
}

/** Requires a whole number in a range. @param max @default - no upper bound */
export function range(path: string, min: number, max?: number): Row {
  const allowed = max === undefined ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
  return accepts(path, (value) => isCount(value, min, max ?? Number.MAX_SAFE_INTEGER), allowed);
}

/** Requires list entries with different results of `of`. Entries with an empty result may repeat. */
export function unique(path: string, of: (entry: JsonObject) => unknown, allowed: string): Row {
  return every(
    path,
    (list) => {
      const keys = (Array.isArray(list) ? list : []).map(of).filter((key) => !isEmpty(key));
      return new Set(keys).size === keys.length;
    },
    allowed,
  );
}

/** Requires exactly one of some fields of an object, if the object exists. */
export function exactlyOne(path: string, fields: string): Row {
  const names = fields.split(' ');
  const count = (value: unknown) => (isObject(value) ? names.filter((name) => value[name] != null).length : 1);
  return every(path, (value) => count(value) === 1, `exactly one of ${names.join(', ')}`);
}

/** Requires valid keys and values of labels. */
export function labels(path: string): readonly Row[] {
  return [
    every(path, keysAre(isQualifiedName), `keys of ${QUALIFIED_NAME}`),
    accepts(`${path}{}`, (value) => isLabelValue(String(value)), LABEL_VALUE),
  ];
}

/** Tests that all keys of an object pass. */
export function keysAre(test: (key: string) => boolean): Test {
  return (value) => !isObject(value) || Object.keys(value).every(test);
}

/** Requires a valid label selector: labels, operators, and values if the operator needs them. */
export function selector(path: string): Row {
  return within(path, selectorRows);
}

const selectorRows = lazy(() => [...labels('matchLabels'), within('matchExpressions[]', expressionRows)]);

const expressionRows = lazy(() => [
  accepts('key', (key) => isQualifiedName(String(key)), QUALIFIED_NAME),
  ...required('key', 'operator'),
  oneOf('operator', 'In NotIn Exists DoesNotExist'),
  every(
    'values',
    (values, { operator }) => isEmpty(values) !== (operator === 'In' || operator === 'NotIn'),
    'values with In and NotIn, and no values with Exists and DoesNotExist',
  ),
  accepts('values[]', (value) => isLabelValue(String(value)), LABEL_VALUE),
]);

/** Whether a value is a port name in the syntax of IANA. */
export function isPortName(name: unknown): boolean {
  const text = String(name);
  return /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--');
}

/** Whether a value is a port number or a port name. */
export function isPortOrName(value: unknown): boolean {
  return typeof value === 'number' ? isCount(value, 1, 65535) : isPortName(value);
}

export const PORT_OR_NAME = 'a whole number from 1 to 65535, or the name of a port: a-z, 0-9 and -, at most 15 characters';

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/;

/** A quantity as a number; `NaN` for a string that is not a quantity. */
export function toQuantity(value: unknown): number {
  const text = String(value);
  const [, , binary, decimal, exponent] = QUANTITY.exec(text) ?? [];
  if (!QUANTITY.test(text)) return Number.NaN;
  const power = binary ? 1024 ** ('KMGTPE'.indexOf(binary.charAt(0)) + 1) : 1;
  const shift = decimal ? [-9, -6, -3, 3, 6, 9, 12, 15, 18]['numkMGTPE'.indexOf(decimal)] : Number(exponent ?? 0);
  return Number.parseFloat(text) * power * 10 ** (shift ?? 0);
}

/** Whether a value is a CIDR without bits set beyond its prefix, as Kubernetes requires since 1.36. */
export function isNetwork(value: unknown): boolean {
  const cidr = isGoCidr(String(value)) ? parseCidr(String(value)) : undefined;
  return cidr !== undefined && (cidr.address & ((1n << BigInt(cidr.width - cidr.length)) - 1n)) === 0n;
}

export const NETWORK = 'a CIDR without bits set beyond its prefix, such as 10.0.0.0/8';
