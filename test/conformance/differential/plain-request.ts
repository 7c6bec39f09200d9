import type { Dice } from '../../dice';
import type { RandomRequest } from './random-request';
import * as words from './vocabulary';

/** Where a request goes. */
export interface Destination {
  readonly gateway: string;
  readonly port: number;
  readonly host: string;
  /** Headers that it has in any case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A request that every part of the way accepts, so that only rules can refuse it. */
export function plainRequest(dice: Dice, mark: string, { gateway, port, host, headers }: Destination): RandomRequest {
  const own = ['x-team', 'x-env', 'x-num']
    .filter(() => dice.chance(0.4))
    .map((name) => [name, dice.pick(words.HEADER_VALUES)] as const);
  return {
    ...{ mark, address: gateway, port, host, caller: 'agent', isProxied: false, isTimed: false, connection: 'close' },
    method: dice.pick(words.METHODS),
    path: `${dice.pick(words.SENT_PATHS)}${dice.pick(words.QUERIES)}`,
    headers: [['x-mark', mark], ...headers, ...own],
    body: dice.chance(0.5) ? dice.pick(words.BODIES) : '',
  };
}
