import { compileRe2 } from '../../../checks/cel/re2';
import { conditionProblem, headersRead } from '../../../checks/cel/request/condition';
import { show } from '../../../core/format-finding';
import { isObject, withType } from '../../../core/shapes';
import { Decision } from '../../gateway/decision';
import { isCondition } from './compile';

// Each function describes what is wrong with the arguments of a condition: `undefined` if nothing is.

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
const DAYS: readonly unknown[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The gateway removes the first from every request. The second is `:authority` in Envoy. */
const NEVER_SEEN: readonly string[] = [Decision.HEADER, 'host'];

const shown = (given: unknown) => show(withType(given, true));

/** Half of a character, which no encoding can hold. */
const HALF = /\p{Surrogate}/u;

/** No text that a header, a URL or a policy cannot hold. */
function isPlain(text: string): boolean {
  return !HALF.test(text) && ![...text].some((char) => char < ' ' || char === '\x7f');
}

/** @see RequestCondition.header */
export function headerMistake(name: string, values: readonly string[]): string | undefined {
  if (typeof name !== 'string') return `header name ${shown(name)}`;
  if (!TOKEN.test(name)) return `header name ${JSON.stringify(name)}`;
  if (NEVER_SEEN.includes(name.toLowerCase())) return `header ${name}, which the server never sees`;
  if (values.length === 0) return `header ${name} without values`;
  const other: unknown = values.find((value) => typeof value !== 'string');
  if (values.some((value) => typeof value !== 'string')) return `header ${name} with value ${shown(other)}`;
  const bad = values.find((value) => value.trim() === '' || value !== value.trim() || !isPlain(value));
  return bad === undefined ? undefined : `header ${name} with value ${JSON.stringify(bad)}`;
}

/** @see RequestCondition.method */
export function methodMistake(methods: readonly unknown[]): string | undefined {
  if (methods.length === 0) return 'no methods';
  const bad = methods.filter((method) => typeof method !== 'string' || !/^[A-Z][A-Z-]*$/.test(method));
  return bad.length === 0 ? undefined : `method ${bad.map(shown).join(', ')}, which is not in upper case`;
}

/** What a path with an exact meaning can have: no query, no fragment, and nothing that a host could decode again. */
const PATH = /^\/[^?#%;\\\s]*$/;

/** @see RequestCondition.path */
export function pathMistake(paths: readonly unknown[]): string | undefined {
  if (paths.length === 0) return 'no paths';
  const isGood = (path: unknown) =>
    typeof path === 'string' && PATH.test(path) && isPlain(path) && isNormal(path) && isAscii(path);
  const bad = paths.filter((path) => !isGood(path));
  return bad.length === 0 ? undefined : `path ${bad.map(shown).join(', ')}: ${PATHS}`;
}

const PATHS =
  'paths begin with /; have no ?, #, %, ;, \\, blanks, //, . or .. as a step; are ASCII; and have * only at the end, after /';

const isAscii = (text: string) => [...text].every((char) => char <= '~');
/** As Envoy writes it: no empty step, no `.` and `..`; `*` only at the end. */
const isNormal = (path: string) => !/\/\/|\/\.{1,2}(?:\/|$)/.test(path) && !path.replace(/\/\*$/, '').includes('*');

/** A regular expression. */
export function patternMistake(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string' || pattern === '' || !isPlain(pattern)) return `pattern ${shown(pattern)}`;
  try {
    compileRe2(`^(?:${pattern})$`);
    compileRe2(pattern);
    return undefined;
  } catch (error) {
    return `pattern ${JSON.stringify(pattern)}, which RE2 rejects: ${(error as Error).message}`;
  }
}

/** A name with values. */
export function namesMistake(what: string, name: unknown, values: readonly unknown[]): string | undefined {
  if (typeof name !== 'string' || name === '' || !isPlain(name)) return `${what} ${shown(name)}`;
  if (values.length === 0) return `${what} ${name} without values`;
  const bad = values.findIndex((value) => typeof value !== 'string' || !isPlain(value));
  return bad < 0 ? undefined : `${what} ${name} with value ${shown(values[bad])}`;
}

/** @see RequestCondition.bodyField */
export function bodyMistake(field: unknown, values: readonly unknown[]): string | undefined {
  if (typeof field !== 'string' || !isPlain(field) || field.split('.').includes(''))
    return `body field ${shown(field)}: names with single dots between them`;
  if (values.length === 0) return `body field ${field} without values`;
  const isGood = (value: unknown) =>
    typeof value === 'boolean' || Number.isFinite(value) || (typeof value === 'string' && value !== '' && !HALF.test(value));
  const bad = values.findIndex((value) => !isGood(value));
  return bad < 0 ? undefined : `body field ${field} with value ${show(values[bad])}`;
}

/** @see RequestCondition.all */
export function composedMistake(name: string, conditions: readonly unknown[]): string | undefined {
  if (conditions.length === 0) return `${name}() without conditions: for every request, write RequestCondition.always()`;
  const bad = conditions.findIndex((each) => !isCondition(each));
  return bad < 0 ? undefined : `${name}(…) of ${shown(conditions[bad])}, which is no condition`;
}

/** @see RequestCondition.cel */
export function celMistake(expression: unknown, reads: unknown): string | undefined {
  if (typeof expression !== 'string' || expression.trim() === '' || HALF.test(expression))
    return `expression ${shown(expression)}`;
  if (!isObject(reads)) return `what it reads: ${shown(reads)}`;
  const { headers = [], body = false } = reads;
  if (!Array.isArray(headers)) return `headers ${shown(headers)}`;
  if (typeof body !== 'boolean') return `body ${shown(body)}`;
  const bad = headers.map((name) => headerMistake(name as string, ['x'])).find((mistake) => mistake !== undefined);
  if (bad !== undefined) return bad;
  const problem = conditionProblem(expression);
  if (problem !== undefined) return `expression ${JSON.stringify(expression)}: ${problem}`;
  const said = headers.map((name) => String(name).toLowerCase());
  const read = headersRead(expression);
  if (read === undefined)
    return said.length > 0 ? undefined : `expression that reads headers: write RequestCondition.cel(…, { headers: ['…'] })`;
  const hidden = read.find((name) => !said.includes(name));
  return hidden === undefined
    ? undefined
    : `expression that reads the header ${hidden}: write RequestCondition.cel(…, { headers: ['${hidden}'] })`;
}

const TIMES = 'a text hh:mm, such as 08:00';

/** @see RequestCondition.during */
export function timeMistake(window: unknown): string | undefined {
  if (!isObject(window)) return `time window ${shown(window)}`;
  const { days = ['mon'], from = '00:00', until = '24:00', timeZone = 'UTC' } = window;
  const unknown = Object.keys(window).find((key) => !['days', 'from', 'until', 'timeZone'].includes(key));
  if (unknown !== undefined) return `time window with ${unknown}`;
  if (!Array.isArray(days) || days.length === 0 || !days.every((day) => DAYS.includes(day)))
    return `days ${show(days)}: a list of ${DAYS.join(', ')}`;
  if (typeof from !== 'string' || !TIME.test(from)) return `from ${shown(from)}: ${TIMES}`;
  if (typeof until !== 'string' || !(TIME.test(until) || until === '24:00') || until === from)
    return `until ${shown(until)}: ${TIMES}, or 24:00, and other than from`;
  return isZone(timeZone) ? undefined : `time zone ${shown(timeZone)}: a name such as Europe/Berlin`;
}

function isZone(zone: unknown): boolean {
  if (typeof zone !== 'string' || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
