import { isNamespacePattern } from '../../core/name-pattern';
import { isEgressHostName, isWildcard } from '../../core/net/dns';
import { isCount, isPort } from '../../core/numbers';
import {
  BROKEN,
  type Field,
  isObject,
  objectOf,
  oneOf,
  optional,
  required,
  type Shape,
  type ShapeTexts,
  someOf,
  value,
} from '../../core/shapes';
import { compileRe2 } from '../cel/re2';
import { REQUIREMENTS, WAYS } from './invariant';
import { addressesIn } from './names';

const RULE = 'input/invariants';
const texts = (allowed: string, fix: string): ShapeTexts => ({ rule: RULE, allowed, fix });

/** A list with at least one entry that passes a test. */
function some(accepts: (text: string) => boolean, allowed: string, fix: string): Shape {
  const entry = value((given) => typeof given === 'string' && accepts(given), texts(allowed, fix), true);
  return someOf(entry, texts(`a list with at least one entry: ${allowed}`, fix));
}

const NAMESPACES = some(isNamespacePattern, 'the name of a namespace, or a pattern such as team-*', 'correct the name');
const ACCOUNTS = some(
  (given) => /^[a-z0-9*]([-a-z0-9*]*)\/[a-z0-9*]([-a-z0-9.*]*)$/.test(given),
  'namespace/name of a service account, such as payments/web; * stands for any characters',
  'write the namespace and the name, with a slash',
);
const HOSTS = some(
  isHostPattern,
  'a host such as api.example.com, a wildcard such as *.example.com, or * in quotes for every host',
  'write only the DNS name, in lower case, without scheme, port and path; addresses belong into the list addresses',
);
const ADDRESSES = some(
  (given) => addressesIn(given) !== undefined,
  'an address or a network, such as 169.254.0.0/16 or fd00::/8',
  'correct the address, or write host names into the list hosts',
);
const PORTS = someOf(
  value(isPort, texts('a whole number from 1 to 65535', 'correct the port')),
  texts('a list with at least one port', 'write ports: [443]'),
);
const METHODS = some((given) => /^[A-Z]+$/.test(given), 'a method in upper case, such as GET', 'write methods: [GET, HEAD]');

const CALLERS = withSome(
  objectOf(
    { namespaces: list(NAMESPACES), serviceAccounts: list(ACCOUNTS) },
    texts('an object with namespaces or serviceAccounts', 'write callers: { namespaces: [payments] }'),
  ),
  ['namespaces', 'serviceAccounts'],
  'write callers: { namespaces: [payments] }',
);
const WAY_LIST = someOf(
  oneOf(WAYS, RULE, 'correct the way, or remove ways for all of them'),
  texts(`a list of ${WAYS.join(', ')}`, 'write ways: [passthrough], or remove it for all ways'),
);
const SELECTOR = { callers: optional(CALLERS), hosts: list(HOSTS), ways: list(WAY_LIST) };

const DENIED = { addresses: list(ADDRESSES), hosts: list(HOSTS), ports: list(PORTS) };
const PERMITTED = { ...DENIED, methods: list(METHODS) };
const APPROVAL = {
  maxDays: optional(value((given) => isCount(given, 1), texts('a whole number of days, at least 1', 'correct the number'))),
  tickets: optional(value(isPattern, texts('a regular expression of RE2, in quotes', "write tickets: '^SEC-[0-9]+$'"), true)),
  owners: list(some((given) => given.trim() !== '', 'the name of an owner', 'write owners: [team-a]')),
  ownerIsCaller: optional(value((given) => given === true, texts('true', 'write ownerIsCaller: true, or remove it'), true)),
};
const LIMIT = {
  hostsPerNamespace: required(
    value((given) => isCount(given, 1), texts('a whole number, at least 1', 'write limit: { hostsPerNamespace: 20 }')),
    () => 1,
  ),
};

/** The properties that demand something. An invariant has at least one of them. */
export const DEMANDS = ['deny', 'only', 'require', 'approval', 'limit'] as const;

/** The properties of an invariant. */
const INVARIANT = {
  name: required(
    value(
      (given) => typeof given === 'string' && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(given),
      texts('a name of a-z, 0-9 and -, at most 63 characters', 'write name: no-metadata'),
      true,
    ),
    () => '-',
  ),
  because: optional(
    value((given) => typeof given === 'string' && given.trim() !== '', texts('a text', 'write the reason'), true),
  ),
  ...SELECTOR,
  except: optional(someFields(SELECTOR, 'except: { hosts: [legacy.example.com] }')),
  deny: optional(someFields(DENIED, 'deny: { hosts: [evil.example.com] }')),
  only: optional(someFields(PERMITTED, "only: { hosts: ['*.bank.example'] }")),
  require: list(
    someOf(
      oneOf(REQUIREMENTS, RULE, 'correct the requirement'),
      texts(`a list of ${REQUIREMENTS.join(', ')}`, 'write require: [tls]'),
    ),
  ),
  approval: optional(
    objectOf(APPROVAL, texts('an object', 'write approval: { maxDays: 365 }, or approval: {} for any approval')),
  ),
  limit: optional(objectOf(LIMIT, texts('an object', 'write limit: { hostsPerNamespace: 20 }'))),
  undecided: optional(oneOf(['info', 'warning', 'error'], RULE, 'correct the severity, or remove it for warning')),
} satisfies Record<string, Field>;

/** The shape of the file. Broken invariants are left out. */
export const FILE = {
  invariants: required(
    someOf(
      withSome(
        objectOf(INVARIANT, texts('an object with a name', 'write - name: no-metadata')),
        DEMANDS,
        "write what it demands, such as deny: { hosts: ['*.example.com'] }",
      ),
      texts('a list with at least one invariant', 'write invariants:, and a list below it'),
    ),
    () => [],
  ),
};

function list(shape: Shape): Field {
  return optional(shape);
}

/** An object with at least one of its properties. */
function someFields(fields: Readonly<Record<string, Field>>, example: string): Shape {
  const names = Object.keys(fields);
  const fix = `write ${example}`;
  return withSome(objectOf(fields, texts(`an object with ${names.join(', ')}`, fix)), names, fix);
}

/** An object of which at least one of some properties must be there. If one of them is malformed, the object is broken. */
function withSome(shape: Shape, names: readonly string[], fix: string): Shape {
  return (given, path, reading) => {
    const before = reading.problems.length;
    const read = shape(given, path, reading);
    if (isObject(given) && !names.some((name) => Object.hasOwn(given, name))) {
      return reading.report(
        path,
        Object.keys(given).length === 0 ? given : `only ${Object.keys(given).join(', ')}`,
        texts(`at least one of ${names.join(', ')}`, fix),
      );
    }
    return reading.problems.length === before ? read : BROKEN;
  };
}

function isHostPattern(host: string): boolean {
  return host === '*' || isEgressHostName(isWildcard(host) ? host.slice(2) : host);
}

function isPattern(given: unknown): boolean {
  if (typeof given !== 'string' || given === '') return false;
  try {
    compileRe2(given);
    return true;
  } catch {
    return false;
  }
}
