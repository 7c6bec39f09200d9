import { brandOf, REQUEST_RULE } from '../../core/brand';
import { isCount } from '../../core/numbers';
import {
  BROKEN,
  type Field,
  listOf,
  objectOf,
  optional,
  required,
  type Shape,
  someOf,
  text,
  value,
  withType,
} from '../../core/shapes';
import { isCondition } from '../authz/conditions/compile';
import { type DenyRule, RequestRule } from '../authz/request-rule';
import { callerSetShape } from '../caller/caller-shapes';
import { INSTANTS } from './approval-checks';
import type { ExternalHostProps } from './external-host-props';

const RULES = {
  rule: 'input/requests',
  allowed: "a list of RequestRule.allow({ name: 'reads', methods: ['GET'] }) and RequestRule.deny({ … })",
  fix: 'write requests as such a list, or remove it for every request',
};
const METHODS = {
  rule: 'input/requests',
  allowed: "methods in upper case, such as ['GET', 'HEAD']",
  fix: 'correct the methods, or remove them for all',
};
const PATHS = {
  rule: 'input/requests',
  allowed: "paths without a query, such as ['/v1/chat', '/v1/files/*']",
  fix: 'correct the paths, or remove them for all; for a pattern, use RequestCondition.pathMatches',
};
const WHEN = {
  rule: 'input/requests',
  allowed: 'a list of conditions, such as [RequestCondition.header(…)]',
  fix: 'write when as such a list, or remove it',
};
const DATE = { rule: 'input/requests', allowed: INSTANTS, fix: 'write the date in UTC, or remove it' };

const common = {
  name: required(
    text({ rule: 'input/requests', allowed: 'a DNS label: a-z, 0-9 and -, at most 63 characters', fix: 'name the rule' }),
    (unique) => unique,
  ),
  callers: optional(
    someOf(callerSetShape, {
      rule: 'input/requests',
      allowed: 'a list of sets of callers of the host',
      fix: 'write callers: [batch], with sets in callers and moreCallers of the host',
    }),
  ),
  methods: optional(someOf(text(METHODS), METHODS)),
  paths: optional(someOf(text(PATHS), PATHS)),
  when: optional(listOf(value(isCondition, WHEN), WHEN)),
};
const NOT_FOR_ALLOW = {
  rule: 'input/requests',
  allowed: 'no reportUntil for a rule that allows',
  fix: 'remove it; to try the rules of the host, set its reportUntil',
};

const SHAPES: Readonly<Record<RequestRule['effect'], Shape>> = {
  allow: objectOf({ ...common, reportUntil: { ...optional(value(() => false, NOT_FOR_ALLOW)), isForeign: true } }, RULES),
  deny: objectOf({ ...common, reportUntil: optional(text(DATE)) } satisfies Record<keyof DenyRule, Field>, RULES),
};

/** The value can be of another copy of this package. */
const rule: Shape = (given, path, reading) => {
  const effect = brandOf(given, REQUEST_RULE);
  if (effect !== 'allow' && effect !== 'deny') return reading.report(path, withType(given), RULES);
  const { match } = given as RequestRule;
  const read = SHAPES[effect](match, path, reading);
  if (read === BROKEN) return BROKEN;
  return given instanceof RequestRule && read === match ? given : RequestRule[effect](read as DenyRule);
};

const BODY = {
  rule: 'input/requests',
  allowed: 'a whole number of bytes from 1 to 1048576',
  fix: 'correct the number, or remove it for 65536',
};

/** The properties of a host that say which requests may leave. */
export const requestFields: Readonly<
  Record<keyof Pick<ExternalHostProps, 'requests' | 'moreCallers' | 'reportUntil' | 'maxBodyBytes'>, Field>
> = {
  requests: optional(someOf(rule, RULES)),
  moreCallers: optional(
    someOf(callerSetShape, {
      rule: 'input/callers',
      allowed: 'a list of CallerSets, such as [batch]',
      fix: 'write moreCallers as such a list, or remove it',
    }),
  ),
  reportUntil: optional(text(DATE)),
  maxBodyBytes: optional(value((given) => isCount(given, 1, 1_048_576), BODY)),
};
