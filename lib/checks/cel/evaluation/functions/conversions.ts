import { convertToDouble } from '../../cel-convert';
import { parseDuration } from '../../cel-values';
import { EvaluationError, NotEvaluated } from '../fault';
import type { FunctionTable } from '../overloads';
import { type Duration, type Opaque, type Timestamp, typeNameOf, typeValueOf, type Uint, type Value } from '../values';
import { plainDouble, shortDouble } from './numbers';
import { duration, int, secondsOf, timestamp, uint } from './ranges';
import { parseTimestamp, timestampText } from './rfc3339';

const fail = (from: string, to: string): never => {
  throw new EvaluationError(`type conversion error from '${from}' to '${to}'`);
};

const BOOLS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false])),
};

const same = (value: Value) => value;

/** The conversions between types, by the name of the type that they give. */
export const CONVERSIONS: FunctionTable = {
  bool: {
    bool: same,
    string: (text: string) => (Object.hasOwn(BOOLS, text) ? (BOOLS[text] as boolean) : fail('string', 'bool')),
  },
  bytes: { bytes: same, string: (text: string) => Buffer.from(text) },
  double: {
    double: same,
    int: (value: bigint) => Number(value),
    uint: ({ value }: Uint) => Number(value),
    string: parsedDouble,
  },
  duration: {
    duration: same,
    string: (text: string) => {
      const nanos = parseDuration(text);
      return nanos === undefined ? fail('string', 'duration') : duration(BigInt(nanos));
    },
  },
  dyn: { any: same },
  int: {
    int: same,
    uint: ({ value }: Uint) => int(value),
    double: (value: number) => int(truncated(value, -(2 ** 63))),
    duration: ({ nanos }: Duration) => nanos,
    timestamp: ({ nanos }: Timestamp) => secondsOf(nanos),
    string: (text: string) => (/^[+-]?[0-9]+$/.test(text) ? int(BigInt(text.replace('+', ''))) : fail('string', 'int')),
  },
  string: {
    string: same,
    bool: String,
    bytes: textOf,
    double: shortDouble,
    duration: durationText,
    int: String,
    timestamp: timestampText,
    uint: ({ value }: Uint) => String(value),
    'net.CIDR': ({ identity }: Opaque) => identity,
    'net.IP': ({ identity }: Opaque) => identity,
  },
  timestamp: {
    timestamp: same,
    int: (seconds: bigint) => timestamp(seconds * 1_000_000_000n),
    string: (text: string) => parseTimestamp(text),
  },
  type: { any: (value: Value) => typeValueOf(typeNameOf(value)) },
  uint: {
    uint: same,
    int: (value: bigint) => uint(value),
    double: (value: number) => (value < 0 ? uint(-1n) : uint(truncated(value, -1))),
    string: (text: string) => (/^[0-9]+$/.test(text) ? uint(BigInt(text)) : fail('string', 'uint')),
  },
};

function parsedDouble(text: string): number {
  if (/^[+-]?0[xX]/.test(text)) throw new NotEvaluated('double() of hexadecimal digits');
  return convertToDouble(text) ?? fail('string', 'double');
}

function truncated(value: number, least: number): bigint {
  if (!Number.isFinite(value) || value <= least) throw new EvaluationError('integer overflow');
  return BigInt(Math.trunc(value));
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** Seconds, as Go computes them: in floating point. */
export function durationText({ nanos }: Duration): string {
  const second = 1_000_000_000n;
  return `${plainDouble(Number(nanos / second) + Number(nanos % second) / 1e9)}s`;
}
