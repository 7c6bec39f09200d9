import { EvaluationError } from '../fault';
import type { FunctionTable, Overloads } from '../overloads';
import { Opaque } from '../values';

interface Semver {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly before: readonly string[];
}

type Version = Opaque<Semver>;

const pair = (judge: (order: number) => boolean | bigint): Overloads => ({
  'kubernetes.Semver, kubernetes.Semver': (left: Version, right: Version) => judge(compareVersions(left.content, right.content)),
});

const number = (at: 0 | 1 | 2): Overloads => ({
  'kubernetes.Semver': ({ content }: Version) => BigInt.asIntN(64, content.numbers[at]),
});

/** Kubernetes' functions of semantic versions. */
export const VERSIONS: FunctionTable = {
  compareTo: pair((order) => BigInt(order)),
  isGreaterThan: pair((order) => order > 0),
  isLessThan: pair((order) => order < 0),
  isSemver: {
    string: (text: string) => parse(text) !== undefined,
    'string, bool': (text: string, isLoose: boolean) => parse(isLoose ? normalized(text) : text) !== undefined,
  },
  major: number(0),
  minor: number(1),
  patch: number(2),
  semver: {
    string: (text: string) => version(text),
    'string, bool': (text: string, isLoose: boolean) => version(isLoose ? normalized(text) : text),
  },
};

const NUMBER = '(0|[1-9][0-9]*)';
const PATTERN = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-([0-9A-Za-z.-]*))?(?:\\+([0-9A-Za-z.-]*))?$`);

function version(text: string): Version {
  const parsed = parse(text);
  if (!parsed) throw new EvaluationError(`not a semantic version: ${text}`);
  return new Opaque('kubernetes.Semver', parsed, [...parsed.numbers, ...parsed.before].join(' '));
}

function parse(text: string): Semver | undefined {
  const [, major, minor, patch, before, build] = PATTERN.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const parts = before?.split('.') ?? [];
  const isGood = parts.every((part) => part !== '' && !/^0[0-9]+$/.test(part)) && !(build?.split('.') ?? []).includes('');
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  return isGood && numbers.every((each) => each < 2n ** 64n) ? { numbers, before: parts } : undefined;
}

function compareVersions(left: Semver, right: Semver): number {
  for (const [i, each] of left.numbers.entries()) {
    const other = right.numbers[i] as bigint;
    if (each !== other) return each > other ? 1 : -1;
  }
  if (left.before.length === 0 || right.before.length === 0) return Math.sign(right.before.length - left.before.length);
  for (const [i, each] of left.before.entries()) {
    const other = right.before[i];
    const order = other === undefined ? 1 : compareParts(each, other);
    if (order !== 0) return order;
  }
  return Math.sign(left.before.length - right.before.length);
}

function compareParts(left: string, right: string): number {
  const [isLeft, isRight] = [left, right].map((part) => /^[0-9]+$/.test(part));
  if (isLeft !== isRight) return isLeft ? -1 : 1;
  const [first, second] = isLeft ? [BigInt(left), BigInt(right)] : [left, right];
  return first === second ? 0 : first > second ? 1 : -1;
}

/** Without `v` and leading zeros, and with three numbers. */
function normalized(text: string): string {
  const [, first = '', second, third] = /^([^.]*)(?:\.([^.]*))?(?:\.(.*))?$/s.exec(text.replace(/^v/, '')) ?? [];
  const parts = [first, second, third].filter((part) => part !== undefined).map(withoutZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) return '';
  return [...parts, '0', '0'].slice(0, 3).join('.');
}

function withoutZeros(part: string): string {
  if (part.length < 2) return part;
  const rest = part.replace(/^0+/, '');
  return /^[0-9]/.test(rest) ? rest : `0${rest}`;
}
