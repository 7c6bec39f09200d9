import type { FunctionTable, Overloads } from '../overloads';
import { CONVERSIONS } from './conversions';
import { ENCODERS } from './encoders';
import { FORMAT } from './format';
import { LISTS } from './lists';
import { MATH } from './math';
import { NAMED_FORMATS } from './named-formats';
import { NETWORKS } from './networks';
import { OPERATORS } from './operators';
import { OPTIONALS } from './optionals';
import { QUANTITIES } from './quantities';
import { STRINGS } from './strings';
import { TIMES } from './times';
import { URLS } from './urls';
import { VERSIONS } from './versions';

const TABLES: readonly FunctionTable[] = [
  ...[OPERATORS, CONVERSIONS, STRINGS, FORMAT, LISTS, MATH, OPTIONALS, TIMES],
  ...[NETWORKS, URLS, NAMED_FORMATS, QUANTITIES, VERSIONS, ENCODERS],
];

/** One table of several, in which a function has the overloads of all. */
export function merged(tables: readonly FunctionTable[]): FunctionTable {
  const all: Record<string, Overloads> = {};
  for (const [name, overloads] of tables.flatMap((table) => Object.entries(table))) all[name] = { ...all[name], ...overloads };
  return all;
}

/** The functions that cel-go and Kubernetes bring. */
export const STANDARD_FUNCTIONS: FunctionTable = merged(TABLES);
