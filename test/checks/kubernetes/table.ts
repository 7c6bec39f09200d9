import { isDeepStrictEqual } from 'node:util';
import { rowsOf } from '../../../lib/checks/kubernetes/kubernetes';
import type { Row } from '../../../lib/checks/kubernetes/rows';
import { type CompiledKind, validate } from '../../../lib/checks/object/validate';
import { showPath, stepsOf } from '../../../lib/core/path';
import { kindKey } from '../../../lib/manifests/manifest';
import { nativeKind } from '../object/judge';
import { unguarded } from '../unguarded';

type Tree = Readonly<Record<string, unknown>>;

/** A valid object with another value at one path; `undefined` removes the value. */
interface Case {
  readonly path: string;
  readonly value: unknown;
  /** The paths of the issues; none if the object is still valid. */
  readonly at: readonly string[];
}

/** Values that are valid at a path. */
export const accepts = (path: string, ...values: readonly unknown[]): Case[] => values.map((value) => ({ path, value, at: [] }));

/** Values that are invalid at a path. */
export const rejects = (path: string, ...values: readonly unknown[]): Case[] =>
  values.map((value) => ({ path, value, at: [path] }));

/** A value at a path that makes values elsewhere invalid. */
export const rejectsAt = (path: string, value: unknown, ...at: readonly string[]): Case[] => [{ path, value, at }];

/** The bounds of a whole number. */
export const bounds = (path: string, min: number, max?: number): Case[] => [
  ...accepts(path, min),
  ...rejects(path, min - 1),
  ...(max === undefined ? [] : [...accepts(path, max), ...rejects(path, max + 1)]),
];

/** Labels, or another map at a path whose keys and values have their syntax. */
export const labels = (path: string): Case[] => [
  ...accepts(path, { 'example.com/a': '', b: 'a'.repeat(63) }, { ['a'.repeat(63)]: 'A_b.c-1' }),
  ...rejects(path, { 'a/b/c': '' }, { ['a'.repeat(64)]: '' }),
  ...['a'.repeat(64), '-a', 'a b'].flatMap((value) => rejectsAt(path, { a: value }, `${path}.a`)),
];

/** A selector of labels. */
export const selector = (path: string): Case[] => {
  const [expression, at] = [(fields: Tree) => ({ matchExpressions: [fields] }), `${path}.matchExpressions[0]`];
  return [
    ...labels(`${path}.matchLabels`),
    ...accepts(path, ...['In', 'NotIn'].map((operator) => expression({ key: 'a', operator, values: [''] }))),
    ...accepts(path, ...['Exists', 'DoesNotExist'].map((operator) => expression({ key: 'a.b/c', operator }))),
    ...rejectsAt(path, expression({ key: 'a b', operator: 'Exists' }), `${at}.key`),
    ...rejectsAt(path, expression({ key: '', operator: 'Exists' }), `${at}.key`),
    ...rejectsAt(path, expression({ key: 'a', operator: '' }), `${at}.operator`),
    ...rejectsAt(path, expression({ key: 'a', operator: 'exists' }), `${at}.operator`),
    ...rejectsAt(path, expression({ key: 'a', operator: 'In', values: [] }), `${at}.values`),
    ...rejectsAt(path, expression({ key: 'a', operator: 'Exists', values: ['b'] }), `${at}.values`),
    ...rejectsAt(path, expression({ key: 'a', operator: 'In', values: ['a', '-'] }), `${at}.values[1]`),
  ];
};

/** The requirements for the metadata of every kind. */
export const COMMON: readonly Case[] = [
  ...accepts('metadata.finalizers[0]', 'kubernetes', 'orphan', 'foregroundDeletion', 'example.com/keep'),
  ...rejects('metadata.finalizers[0]', 'Orphan'),
];

/** The requirements for the metadata of kinds whose generation Kubernetes does not count. */
export const GENERATION = bounds('metadata.generation', 0);

/** The tests of a kind of Kubernetes itself. @param file of its schema, such as `core/service` */
export class KubernetesTable {
  private readonly kind: CompiledKind;
  private readonly cases: { readonly object: Tree; readonly at: readonly string[] }[] = [];

  constructor(private readonly file: string) {
    this.kind = nativeKind(file);
  }

  /** Tests a valid object, and the same object with other values. @param what the object is, such as `a headless one` */
  given(what: string, valid: Tree, ...more: readonly (Case | readonly Case[])[]): this {
    const unchanged: Case = { path: 'kind', value: valid.kind, at: [] };
    const cases = [unchanged, ...more.flat()].map((one) => {
      return { title: titleOf(one), object: changed(valid, one.path, one.value), at: one.at };
    });
    this.cases.push(...cases);
    describe(`${this.file}, ${what}`, () => {
      test.each(cases)('$title', ({ object, at }) => expect(this.paths(object)).toEqual(at));
    });
    return this;
  }

  /** Tests that a test fails if any one row of the table of the kind is removed. Call it last. */
  guardsEveryRow(): void {
    const { group, kind } = this.kind.kind;
    test(`${this.file}: each row of the table makes a test fail if it is removed`, () => {
      const guards = this.guards();
      const pass = ({ allowed }: Row) => {
        const of = allowed === undefined ? guards : guards.filter(({ texts }) => texts.has(allowed));
        return of.every(({ object, at }) => isDeepStrictEqual(this.paths(object), at));
      };
      const rows = unguarded(tablesOf(rowsOf(kindKey(group, kind))), pass);
      expect(rows.map(({ path, allowed }) => `${path}: ${allowed ?? 'rows of its own'}`)).toEqual([]);
    }, 60_000);
  }

  /** The invalid objects, with the texts of their issues: only an object that a row rejects can guard it. */
  private guards() {
    return this.cases
      .filter(({ at }) => at.length > 0)
      .map(({ object, at }) => ({ object, at, texts: new Set(validate(object, this.kind).map(({ allowed }) => allowed)) }));
  }

  private paths(object: Tree): string[] {
    return validate(object, this.kind).map(({ path }) => showPath(path));
  }
}

/** The rows of a kind, and those of the parts of its objects. */
function tablesOf(rows: readonly Row[]): (readonly Row[])[] {
  return [rows, ...rows.flatMap((row) => (row.rows ? tablesOf(row.rows()) : []))];
}

function titleOf({ path, value, at }: Case): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `${at.length === 0 ? 'accepts' : 'rejects'} ${shown} as ${path}`;
}

/** A copy with a value at a path. Makes missing objects and lists on the path. */
export function changed(valid: Tree, path: string, value: unknown): Tree {
  const [last, ...before] = stepsOf(path).reverse();
  // Not structuredClone: it would not separate an object that occurs twice.
  const copy: Tree = JSON.parse(JSON.stringify(valid));
  let at = copy as Record<string | number, unknown>;
  const steps = before.reverse();
  steps.forEach((step, i) => {
    at[step] ??= typeof (steps[i + 1] ?? last) === 'number' ? [] : {};
    at = at[step] as typeof at;
  });
  if (value === undefined) delete at[last as string];
  else at[last as string] = value;
  return copy;
}
