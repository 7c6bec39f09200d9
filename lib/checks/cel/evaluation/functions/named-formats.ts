import type { FunctionTable } from '../overloads';
import { Opaque, Optional } from '../values';
import { uriProblem } from './urls';

type Judge = (text: string) => readonly string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const KEY_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_TEXT = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`;
const SUBDOMAIN_TEXT = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`;
const LABEL_1035_TEXT = `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character`;
const VALUE_TEXT = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;

function is(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

function rule(message: string, pattern: string, ...examples: readonly string[]): string {
  return `${message} (e.g. ${examples.map((each) => `'${each}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

function tooLong(text: string, most: number): string[] {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} characters`] : [];
}

const label: Judge = (text) => {
  if (is(LABEL, text)) return tooLong(text, 63);
  const why = is(SUBDOMAIN, text) ? 'must not contain dots' : rule(LABEL_TEXT, LABEL, 'my-name', '123-abc');
  return [...tooLong(text, 63), why];
};

const subdomain: Judge = (text) => [
  ...tooLong(text, 253),
  ...(is(SUBDOMAIN, text) ? [] : [rule(SUBDOMAIN_TEXT, SUBDOMAIN, 'example.com')]),
];

const label1035: Judge = (text) => [
  ...tooLong(text, 63),
  ...(is(LABEL_1035, text) ? [] : [rule(LABEL_1035_TEXT, LABEL_1035, 'my-name', 'abc-123')]),
];

const labelValue: Judge = (text) => [
  ...tooLong(text, 63),
  ...(is(`(${KEY})?`, text) ? [] : [rule(VALUE_TEXT, `(${KEY})?`, 'MyValue', 'my_value', '12345')]),
];

const KEY_RULE = rule(KEY_TEXT, KEY, 'MyName', 'my.name', '123-abc');

const qualifiedName: Judge = (text) => {
  const parts = text.split('/');
  const [prefix, name = ''] = parts.length === 1 ? [undefined, text] : parts;
  if (parts.length > 2)
    return [`a valid label key ${KEY_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const ofPrefix = prefix === '' ? ['must be non-empty'] : prefix === undefined ? [] : subdomain(prefix);
  const size = name === '' ? ['must be non-empty'] : tooLong(name, 63);
  const ofName = [...size, ...(is(KEY, name) ? [] : [KEY_RULE])];
  return [...ofPrefix.map((each) => `prefix part ${each}`), ...ofName.map((each) => `name part ${each}`)];
};

/** The same of the prefix of a name, which may end with a dash. */
const prefixOf =
  (judge: Judge): Judge =>
  (text) =>
    judge(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);

const matching =
  (message: string, isGood: (text: string) => boolean): Judge =>
  (text) =>
    isGood(text) ? [] : [message];

const UUID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  const parts = /^(\d\d):(\d\d):(\d\d)(?:.[0-9]+)?(?:z|[+-]\d\d:\d\d)$/.exec(time ?? '');
  if (text.length < 4 || !isDate(date) || !parts) return false;
  const [, hour = '', minute = '', second = ''] = parts;
  return hour <= '23' && minute <= '59' && second <= '59';
}

const JUDGES: Readonly<Record<string, Judge>> = {
  byte: matching('invalid base64', (text) => text !== '' && BASE64.test(text.replace(/[\r\n]/g, ''))),
  date: matching('invalid date', isDate),
  datetime: matching('invalid datetime', isDateTime),
  dns1035Label: label1035,
  dns1035LabelPrefix: prefixOf(label1035),
  dns1123Label: label,
  dns1123LabelPrefix: prefixOf(label),
  dns1123Subdomain: subdomain,
  dns1123SubdomainPrefix: prefixOf(subdomain),
  labelValue,
  qualifiedName,
  uri: (text) => [uriProblem(text)].filter((each) => each !== undefined),
  uuid: matching('does not match the UUID format', (text) => UUID.test(text)),
};

type Format = Opaque<Judge>;

const FORMATS: ReadonlyMap<string, Format> = new Map(
  Object.entries(JUDGES).map(([name, judge]) => [name, new Opaque('kubernetes.NamedFormat', judge, name)]),
);

/** Kubernetes' formats of texts. */
export const NAMED_FORMATS: FunctionTable = {
  ...Object.fromEntries([...FORMATS].map(([name, format]) => [`format.${name}`, { '': () => format }])),
  'format.named': { string: (name: string) => new Optional(FORMATS.get(name)) },
  validate: {
    'kubernetes.NamedFormat, string': ({ content }: Format, text: string) => {
      const problems = content(text);
      return problems.length === 0 ? new Optional() : new Optional(problems);
    },
  },
};
