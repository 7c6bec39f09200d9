import { EvaluationError } from '../fault';
import type { Timestamp } from '../values';
import { secondsOf, timestamp } from './ranges';

const PATTERN = /^(\d{4}-\d\d-\d\d)T(\d\d:[0-5]\d:[0-5]\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):([0-5]\d))$/;

/** A time as RFC 3339. @throws EvaluationError for what cel-go does not read */
export function parseTimestamp(text: string): Timestamp {
  const [, date, time, fraction = '', sign, hours = '0', minutes = '0'] = PATTERN.exec(text) ?? [];
  const isTime = date !== undefined && time !== undefined && Number(time.slice(0, 2)) < 24 && Number(hours) < 24;
  const millis = isTime ? Date.parse(`${date}T${time}Z`) : Number.NaN;
  // JavaScript takes the 31st of every month.
  if (Number.isNaN(millis) || !new Date(millis).toISOString().startsWith(`${date}`)) {
    throw new EvaluationError(`invalid RFC 3339 timestamp ${JSON.stringify(text)}`);
  }
  const offset = (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1);
  const nanos = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return timestamp((BigInt(millis / 1000) - BigInt(offset)) * 1_000_000_000n + nanos, offset);
}

/** Go's `RFC3339Nano`. */
export function timestampText({ nanos, offset }: Timestamp): string {
  const seconds = secondsOf(nanos);
  const clock = new Date(Number(seconds + BigInt(offset)) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos - seconds * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${clock}${fraction === '' ? '' : `.${fraction}`}${zoneText(offset)}`;
}

function zoneText(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset) / 60;
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
