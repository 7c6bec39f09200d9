import { compare, isEqual } from '../equality';
import { EvaluationError } from '../fault';
import { call, type FunctionTable } from '../overloads';
import { Duration, isList, Optional, typeNameOf, Uint, type Value } from '../values';
import { OPERATORS } from './operators';

type List = readonly Value[];

/** The functions of lists and sets. */
export const LISTS: FunctionTable = {
  '@sortByAssociatedKeys': { 'list, list': sortedBy },
  distinct: { list: distinct },
  first: { list: (list: List) => new Optional(list[0]) },
  last: { list: (list: List) => new Optional(list.at(-1)) },
  flatten: { list: (list: List) => flat(list, 1n), 'list, int': flat },
  indexOf: { 'list, any': (list: List, item: Value) => BigInt(list.findIndex((each) => isEqual(each, item))) },
  lastIndexOf: { 'list, any': (list: List, item: Value) => BigInt(list.findLastIndex((each) => isEqual(each, item))) },
  isSorted: { list: (list: List) => list.every((item, i) => i === 0 || !(order(list[i - 1] as Value, item) > 0)) },
  'lists.range': { int: range },
  max: { list: (list: List) => extreme(list, 'max', (found) => found < 0) },
  min: { list: (list: List) => extreme(list, 'min', (found) => found > 0) },
  reverse: { list: (list: List) => [...list].reverse(), string: (text: string) => [...text].reverse().join('') },
  'sets.contains': { 'list, list': isSuperset },
  'sets.equivalent': { 'list, list': (left: List, right: List) => isSuperset(left, right) && isSuperset(right, left) },
  'sets.intersects': { 'list, list': (left: List, right: List) => left.some((item) => has(right, item)) },
  slice: { 'list, int, int': slice },
  sort: { list: (list: List) => sortedBy(list, list) },
  sum: { list: sum },
};

const has = (list: List, item: Value) => list.some((each) => isEqual(each, item));

function isSuperset(list: List, others: List): boolean {
  return others.every((item) => has(list, item));
}

function distinct(list: List): List {
  const found: Value[] = [];
  for (const item of list) if (!has(found, item)) found.push(item);
  return found;
}

function flat(list: List, depth: bigint): List {
  if (depth < 0n) throw new EvaluationError('level must be non-negative');
  return list.flatMap((item) => (isList(item) && depth > 0n ? flat(item, depth - 1n) : [item]));
}

/** The most items that cel-go lets `lists.range()` make. */
const MOST_ITEMS = 1_000_000n;

function range(count: bigint): List {
  if (count < 0n || count > MOST_ITEMS) throw new EvaluationError(`lists.range: size ${count}`);
  return Array.from({ length: Number(count) }, (_, i) => BigInt(i));
}

function slice(list: List, start: bigint, end: bigint): List {
  if (start < 0n || end < 0n || start > end || end > list.length) throw new EvaluationError(`cannot slice(${start}, ${end})`);
  return list.slice(Number(start), Number(end));
}

/** The order of two values; `NaN`, which is neither less nor more, where they have none. */
function order(left: Value, right: Value): number {
  try {
    return compare(left, right);
  } catch {
    return Number.NaN;
  }
}

function extreme(list: List, name: string, isBetter: (order: number) => boolean): Value {
  if (list.length === 0) throw new EvaluationError(`${name} called on empty list`);
  return list.reduce((best, item) => (isBetter(order(best, item)) ? item : best));
}

function sortedBy(list: List, keys: List): List {
  if (list.length !== keys.length) throw new EvaluationError('lists of different sizes');
  const [first] = keys;
  if (first === undefined) return list;
  const type = typeNameOf(first);
  order(first, first);
  if (keys.some((key) => typeNameOf(key) !== type)) throw new EvaluationError('list elements must have the same type');
  const places = keys.map((_, i) => i).sort((left, right) => order(keys[left] as Value, keys[right] as Value) || 0);
  return places.map((place) => list[place] as Value);
}

const ZEROS: Readonly<Record<string, Value>> = { int: 0n, uint: new Uint(0n), double: 0, duration: new Duration(0n) };

function sum(list: List): Value {
  const type = list.length === 0 ? 'int' : typeNameOf(list[0] as Value);
  const zero = ZEROS[type];
  if (zero === undefined) throw new EvaluationError('no such overload: sum()');
  return list.reduce((total, item) => call('_+_', OPERATORS['_+_'] ?? {}, [total, item]), zero);
}
