import type { Dice } from '../../dice';
import { HOSTS, LISTENERS, PORT } from './random-app';
import { randomToken } from './random-token';

/** A request as both the bed and the simulation send it. */
export interface RandomRequest {
  readonly listener: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

const ALIASES = ['models.egress-system', 'models.egress-system.svc', 'models.egress-system.svc.cluster.local'];
const OTHERS = ['pastebin.com', 'example.com', 'x.a.example.com', 'localhost', '127.0.0.1', 'models', 'a.example.com.'];

function host(dice: Dice): string {
  const name: string = dice.mostly([...HOSTS, ...HOSTS.slice(0, 3), ...ALIASES], OTHERS, 0.12);
  const cased = dice.chance(0.1) ? name.toUpperCase() : name;
  return dice.chance(0.2) ? `${cased}:${dice.pick([PORT, 80, 443, 8080, 19000])}` : cased;
}

const PARTS = [
  'v1',
  'v2',
  'v1',
  'admin',
  'x',
  '7',
  '..',
  '.',
  '',
  '%2F',
  '%2e%2e',
  'a%20b',
  'a;p=1',
  '%61',
  'a%5cb',
  '~',
  "'",
  '%zz',
];

function path(dice: Dice): string {
  const plain = dice.pick(['/', '/v1', '/v1/chat', '/admin/users', '/v2/x']);
  const made = dice.chance(0.5) ? plain : `/${dice.list(1, 4, () => dice.pick(PARTS)).join('/')}`;
  const query = dice.maybe(0.4, () =>
    dice.list(1, 3, () => dice.pick(['q=1', 'q=a+b', 'q=a%20b', 'q', 'x=2', 'q=%C3%A4', 'q=1;x', 'q=%zz', 'q=2'])).join('&'),
  );
  return query === undefined ? made : `${made}?${query}`;
}

const VALUES = ['a', 'b', 'a b', 'A', '', 'ä', 'ü\u00fcx', 'a,b', ' a ', '"', 'x'.repeat(8000)];
const NAMES = [
  'x-team',
  'X-Team',
  'x-stage',
  'authorization',
  'x-force-authorized',
  'X-Force-Authorized',
  'x-egress-decision',
  'x-other',
  'cookie',
];

function headers(dice: Dice): Record<string, string | readonly string[]> {
  const values = (name: string) =>
    /force/i.test(name) ? dice.mostly(['true'], ['TRUE', '', 'true,true', 'enabled']) : dice.pick(VALUES);
  const names = dice.list(0, 4, () => dice.pick(NAMES));
  if (dice.chance(0.5)) names.push('x-force-authorized');
  const token = dice.chance(0.3) && { Authorization: randomToken(dice, Math.floor(Date.now() / 1000)) };
  const own = token ? names.filter((name) => name !== 'authorization') : names;
  return {
    ...Object.fromEntries(own.map((name) => [name, dice.chance(0.1) ? [values(name), values(name)] : values(name)])),
    ...token,
  };
}

/** A request that the dice choose: often to a host of the app, sometimes hostile. */
export function randomRequest(dice: Dice, listeners: ReadonlyMap<string, number>): RandomRequest {
  const method = dice.mostly(['GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD'], ['PATCH', 'OPTIONS', 'PROPFIND']);
  const asked = host(dice);
  const own = listeners.get(asked.toLowerCase().split(':', 1)[0] as string);
  const listener = own !== undefined && dice.chance(0.85) ? own : dice.pick(LISTENERS);
  const body = dice.maybe(method === 'POST' ? 0.6 : 0, () => dice.pick(['{"model": "a"}', 'x', '{']));
  return {
    ...{ listener, host: asked, method, path: path(dice), headers: headers(dice) },
    ...(body !== undefined && { body }),
  };
}
