import { type Field, objectOf, oneOf, optional, someOf, value } from '../../core/shapes';
import { type DeleteEnded, ENDED_KINDS } from './ended-policy';

/** The least and the greatest number of each field: minute, hour, day, month, day of the week. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

const PART = /^(?:\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:\/([0-9]{1,2}))?$/;

function isPart(part: string, [least, greatest]: readonly [number, number]): boolean {
  const [found, first, last = first, step] = PART.exec(part) ?? [];
  if (found === undefined || Number(step) === 0) return false;
  return first === undefined || (Number(first) >= least && Number(first) <= Number(last) && Number(last) <= greatest);
}

/** Whether a text is a cron expression with five fields of numbers. Kyverno reads names and more fields too. */
export function isSchedule(given: unknown): boolean {
  const fields = typeof given === 'string' ? given.split(' ') : [];
  return (
    fields.length === RANGES.length &&
    RANGES.every((range, index) => (fields[index] ?? '').split(',').every((part) => isPart(part, range)))
  );
}

const SCHEDULE = {
  rule: 'input/property',
  allowed: "a cron expression with five fields of numbers, in UTC, such as '*/10 * * * *' or '0 3 * * 1-5'",
  fix: 'correct the schedule, or remove it for every ten minutes',
};

const KINDS = {
  rule: 'input/property',
  allowed: `a list of ${ENDED_KINDS.join(', ')}`,
  fix: 'correct the kinds, or remove them for all',
};

const fields = {
  schedule: optional(value(isSchedule, SCHEDULE, true)),
  kinds: optional(someOf(oneOf(ENDED_KINDS, KINDS.rule, KINDS.fix), KINDS)),
} satisfies Record<keyof DeleteEnded, Field>;

/** The shape of the property `deleteEnded`. */
export const deleteEndedField: Field = optional(
  objectOf(fields, {
    rule: 'input/property',
    allowed: 'an object { schedule, kinds }',
    fix: 'write deleteEnded: {} for every ten minutes and all kinds, or remove it',
  }),
);
