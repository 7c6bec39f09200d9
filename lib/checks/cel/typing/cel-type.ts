import { memoize } from '../../../core/memo';

/** A type of CEL. Two types are the same when their keys are. */
export interface CelType {
  readonly kind: TypeKind;
  readonly name: string;
  readonly params: readonly CelType[];
  /** The name and its parameters: `map(string, list(A))`. */
  readonly key: string;
  /** Whether a type parameter occurs in it. */
  readonly isOpen: boolean;
  /** Whether it is the wrapper of a simple type, which takes null too. */
  readonly isNullable: boolean;
}

/** `named` are messages, opaque types, timestamps and durations: null can be given for each of them. `any` behaves as `dyn`. */
export type TypeKind = 'dyn' | 'error' | 'list' | 'map' | 'named' | 'null' | 'param' | 'simple' | 'type';

const KINDS: Readonly<Record<string, TypeKind>> = {
  ...{ any: 'dyn', dyn: 'dyn', error: 'error', list: 'list', map: 'map', null_type: 'null', type: 'type' },
  ...{ bool: 'simple', bytes: 'simple', double: 'simple', int: 'simple', string: 'simple', uint: 'simple' },
};

/** A type of that name. A capital letter, alone or behind an underscore with a number, is a type parameter. */
export function celType(name: string, ...params: readonly CelType[]): CelType {
  const kind = KINDS[name] ?? (/^_?[A-Z]\d*$/.test(name) ? 'param' : 'named');
  const key = params.length === 0 ? name : `${name}(${params.map((param) => param.key).join(', ')})`;
  const isOpen = kind === 'param' || params.some((param) => param.isOpen);
  return { kind, name, params, key, isOpen, isNullable: false };
}

/** The type that a table writes: `wrapper(bool)`, `map(string, dyn)`. */
export const readType = memoize((text: string): CelType => {
  const [, name = text, inside] = /^([^(]+)\((.*)\)$/.exec(text) ?? [];
  const params = inside === undefined ? [] : splitTypes(inside).map(readType);
  return name === 'wrapper' ? { ...(params[0] as CelType), isNullable: true } : celType(name, ...params);
});

/** The types between commas, of which some have parameters. */
export function splitTypes(text: string): string[] {
  const [parts, rest] = [[] as string[], text.matchAll(/[(),]/g)];
  let [depth, from] = [0, 0];
  for (const { 0: sign, index } of rest) {
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth === 0) {
      parts.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  return text === '' ? [] : [...parts, text.slice(from).trim()];
}

export const DYN = celType('dyn');
export const ERROR = celType('error');
export const NULL = celType('null_type');
export const BOOL = celType('bool');
export const INT = celType('int');
export const STRING = celType('string');

export function optionalOf(type: CelType): CelType {
  return celType('optional_type', type);
}

/** The type inside an optional one. */
export function insideOptional({ name, params }: CelType): CelType | undefined {
  return name === 'optional_type' ? params[0] : undefined;
}

export function isDynOrError({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'error';
}
