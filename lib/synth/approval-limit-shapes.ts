import { compileRe2 } from '../checks/cel/re2';
import type { ApprovalLimits } from '../core/approval-limits';
import { isKubernetesDnsSubdomain } from '../core/net/dns';
import { isCount } from '../core/numbers';
import {
  BROKEN,
  type Field,
  number,
  objectOf,
  oneOf,
  optional,
  type Shape,
  type ShapeTexts,
  someOf,
  value,
} from '../core/shapes';

const texts = (allowed: string, fix: string): ShapeTexts => ({ rule: 'input/property', allowed, fix });

const names = (what: string, example: string) => {
  const isName = (given: unknown) => typeof given === 'string' && given.trim() !== '' && !given.includes(',');
  const fix = `write a list such as ${example}, or remove it`;
  return optional(someOf(value(isName, texts(`${what}, without a comma`, fix), true), texts(`a list of ${what}`, fix)));
};

const isPattern = (given: unknown) => {
  if (typeof given !== 'string') return false;
  try {
    compileRe2(given);
    return true;
  } catch {
    return false;
  }
};

const isSuffix = (given: unknown) => typeof given === 'string' && isKubernetesDnsSubdomain(given.replace(/^\./, ''));

/** The shapes of the limits for approvals, which are also the names of the option of the command. */
export const LIMIT_FIELDS = {
  longestDays: optional(
    number(
      (given) => isCount(given, 1),
      texts('a whole number of days, at least 1', 'correct the number, or remove it for no limit'),
    ),
  ),
  tickets: optional(
    value(isPattern, texts('a regular expression of RE2, such as ^SEC-[0-9]+$', 'correct the expression, or remove it'), true),
  ),
  approvers: names('names of people or teams', "['security@example.com']"),
  dataClasses: names('classes of data', "['public', 'internal', 'restricted']"),
  twoApprovers: names('classes of data', "['restricted']"),
  deniedSuffixes: optional(
    someOf(
      value(isSuffix, texts('a domain, such as pastebin.com or ru', 'write the domain without a wildcard'), true),
      texts('a list of domains', "write a list such as ['pastebin.com'], or remove it"),
    ),
  ),
  content: optional(oneOf(['required'], 'input/property', "write content: 'required', or remove it")),
} satisfies Record<keyof ApprovalLimits, Field>;

const LIMITS = objectOf(LIMIT_FIELDS, texts('an object with the limits', 'write approvals: { longestDays: 365 }, or remove it'));

/** The limits for approvals. A class without a name in `dataClasses` would be one that no approval has to state. */
export const approvalLimitsShape: Shape = (given, path, reading) => {
  const read = LIMITS(given, path, reading);
  if (read === BROKEN) return read;
  const { twoApprovers = [], dataClasses = [] } = read as ApprovalLimits;
  const unknown = twoApprovers.filter((each) => !dataClasses.includes(each));
  const fix = 'add the classes to dataClasses, so that every approval states its class';
  if (unknown.length > 0) reading.report([...path, 'twoApprovers'], unknown.join(', '), texts('some of dataClasses', fix));
  return read;
};
