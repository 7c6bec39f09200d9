import { type CallerSet, RequestCondition, RequestRule, type TimeWindow } from '../../../lib';
import type { Dice } from '../../dice';
import * as words from './vocabulary';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const some = <T>(dice: Dice, from: readonly T[], most = 3): T[] => [...new Set(dice.list(1, most, () => dice.pick(from)))];

function clock(dice: Dice): string {
  return `${String(dice.below(24)).padStart(2, '0')}:${dice.pick(['00', '30'])}`;
}

/** A window that holds about half of the time. */
function during(dice: Dice): RequestCondition {
  const [from, until] = [clock(dice), clock(dice)];
  const window: TimeWindow = {
    ...(dice.chance(0.5) && { days: some(dice, DAYS, 6) }),
    ...(from !== until && dice.chance(0.7) && { from, until: until === '00:00' ? '24:00' : until }),
    timeZone: dice.pick(words.ZONES),
  };
  return RequestCondition.during(window);
}

type Maker = (dice: Dice) => RequestCondition;

const OF_HEAD: readonly Maker[] = [
  (dice) => RequestCondition.method(...some(dice, words.METHODS)),
  (dice) => RequestCondition.path(...some(dice, words.PATHS)),
  (dice) => RequestCondition.pathMatches(dice.pick(words.PATTERNS)),
  (dice) => RequestCondition.query(dice.pick(words.QUERY_NAMES), ...some(dice, words.QUERY_VALUES)),
  (dice) => RequestCondition.header(dice.pick(words.HEADERS), ...some(dice, words.HEADER_VALUES)),
  (dice) => RequestCondition.headerMatches(dice.pick(words.HEADERS), dice.pick(words.HEADER_PATTERNS)),
  (dice) => RequestCondition.headerPresent(dice.pick(words.HEADERS)),
  (dice) => RequestCondition.headerAbsent(dice.pick(words.HEADERS)),
  during,
  (dice) => {
    const [expression, ...headers] = dice.pick(words.EXPRESSIONS);
    return RequestCondition.cel(expression, { headers });
  },
];

const OF_BODY: Maker = (dice) => RequestCondition.bodyField(dice.pick(words.FIELDS), ...some(dice, words.FIELD_VALUES));

/** How complex conditions are. */
export interface Complexity {
  /** How deep `all`, `any` and `not` are nested. */
  readonly depth: number;
  /** Whether conditions read the body. */
  readonly body: boolean;
}

/** A random condition. */
export function condition(dice: Dice, { depth, body }: Complexity): RequestCondition {
  const inside = () => condition(dice, { depth: depth - 1, body });
  if (depth > 0 && dice.chance(0.35)) {
    const kind = dice.pick(['all', 'any', 'not'] as const);
    return kind === 'not' ? RequestCondition.not(inside()) : RequestCondition[kind](...dice.list(1, 3, inside));
  }
  return body && dice.chance(0.15) ? OF_BODY(dice) : dice.pick(OF_HEAD)(dice);
}

/** What rules are made of. */
export interface RuleParts extends Complexity {
  /** When the rules that only report begin to deny. */
  readonly reportUntil: string;
  /** The sets of callers of the host. */
  readonly sets: readonly CallerSet[];
}

/** Ordered rules. */
export function rules(dice: Dice, { reportUntil, sets, ...complexity }: RuleParts): RequestRule[] {
  const count = dice.whole(1, 4);
  return Array.from({ length: count }, (_, i) => {
    const only = {
      ...(dice.chance(0.3) && { methods: some(dice, words.METHODS, 5) }),
      ...(dice.chance(0.4) && { paths: some(dice, words.PATHS) }),
      ...(sets.length > 1 && dice.chance(0.5) && { callers: [dice.pick(sets)] }),
      ...(dice.chance(0.6) && { when: dice.list(1, 2, () => condition(dice, complexity)) }),
    };
    // Only the last rule can be about all requests.
    const isAll = Object.keys(only).length === 0 && i < count - 1;
    const match = { name: `rule-${i}`, ...only, ...(isAll && { methods: some(dice, words.METHODS, 5) }) };
    if (dice.chance(0.65)) return RequestRule.allow(match);
    return RequestRule.deny({ ...match, ...(dice.chance(0.3) && { reportUntil }) });
  });
}
