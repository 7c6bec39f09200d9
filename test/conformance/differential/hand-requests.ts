import { createHmac } from 'node:crypto';
import type { Dice } from '../../dice';
import { plainRequest } from './plain-request';
import type { RandomRequest } from './random-request';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(
  claims: object,
  { key = 'secret', head = { alg: 'HS256', typ: 'JWT' } }: { key?: string; head?: object } = {},
): string {
  const text = `${encode(head)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const HOUR = 3600;
/** 2100: far from any run. */
const LATER = 4_102_444_800;
const admin = { role: 'admin', exp: LATER };

/** Credentials of all kinds: valid, and every way in which they are not. */
const CREDENTIALS: readonly string[] = [
  ...[
    token(admin),
    token({ role: 'admin' }),
    token({ role: 'user', exp: LATER }),
    token({ groups: ['dev', 'ops'], exp: LATER }),
  ].map(bearer),
  ...[token({ org: { unit: 'ops' }, exp: LATER }), token({ groups: 'dev' }), token({ groups: [1], role: 1 })].map(bearer),
  ...[token({ ...admin, exp: HOUR }), token({ ...admin, nbf: LATER }), token(admin, { key: 'wrong' })].map(bearer),
  ...[token(admin, { head: { alg: 'none' } }), `${encode({ alg: 'none' })}.${encode(admin)}.`, 'a.b.c', 'garbage', ''].map(
    bearer,
  ),
  ...[
    token(admin, { head: { alg: 'HS512' } }),
    token(admin, { head: { alg: 'HS256', kid: 'one' } }),
    token({ ...admin, aud: 'x' }),
  ].map(bearer),
  ...[
    `bearer ${token(admin)}`,
    `Bearer  ${token(admin)}`,
    token(admin),
    'Basic YWxpY2U6c2VjcmV0',
    'Basic Ym9iOng=',
    'Basic !!',
    'Basic ',
  ],
];

function bearer(text: string): string {
  return `Bearer ${text}`;
}

/** What hand-written policies read. */
export const READ = [
  'authorization',
  'x-force-authorized',
  'x-force-unauthenticated',
  'x-role',
  'x-team',
  'x-env',
  'x-num',
  'cookie',
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  authorization: CREDENTIALS,
  'x-force-authorized': ['true', 'enabled', 'TRUE', '', 'true,true'],
  'x-force-unauthenticated': ['true', 'no', 'no', 'no', 'no'],
  'x-role': ['admin', 'user', ''],
  cookie: ['a=b'],
};

/** A request for a hand-written policy. */
export function handRequest(dice: Dice, mark: string, gateway: string, host: string): RandomRequest {
  const own = Object.entries(VALUES).filter(([name]) => dice.chance(name === 'authorization' ? 0.7 : 0.3));
  const headers = own.map(([name, values]) => [name, dice.pick(values)] as const);
  return plainRequest(dice, mark, { gateway, port: 8080, host, headers });
}
