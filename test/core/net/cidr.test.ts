import { type Cidr, holds, parseCidr, without } from '../../../lib/core/net/cidr';

const range = (text: string) => parseCidr(text) as Cidr;
const show = ({ address, length, width }: Cidr) => `${address.toString(16).padStart(width / 4, '0')}/${length}`;

test.each([
  ['10.0.0.0/8', '0a000000/8'],
  ['192.0.2.1', 'c0000201/32'],
  ['0.0.0.0/0', '00000000/0'],
  ['::/0', `${'0'.repeat(32)}/0`],
  ['fd00::1', `fd${'0'.repeat(29)}1/128`],
  ['::ffff:192.0.2.1', `${'0'.repeat(20)}ffffc0000201/128`],
  ['2001:db8:1:2:3:4:5:6/64', '20010db8000100020003000400050006/64'],
])('%s is a range', (text, shown) => {
  expect(show(range(text))).toBe(shown);
});

test.each([
  '',
  'example.com',
  '10.0.0.0/33',
  '10.0.0/8',
  '10.0.0.256',
  '01.0.0.0',
  '10.0.0.0/8/8',
  'fd00::/129',
  ':::',
  '1:2',
  '1::2::3',
  'g::',
])('%j is not a range', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.1.0.0/16', '10.0.0.0/8', false],
  ['0.0.0.0/0', '::1', false],
  ['::/0', 'fd00::/8', true],
])('%s contains %s: %s', (outer, inner, held) => {
  expect(holds(range(outer), range(inner))).toBe(held);
});

test.each([
  ['10.0.0.0/8', [], ['0a000000/8']],
  ['10.0.0.0/8', ['0.0.0.0/0'], []],
  ['10.0.0.0/30', ['10.0.0.1/32'], ['0a000000/32', '0a000002/31']],
  ['10.0.0.0/8', ['fd00::/8'], ['0a000000/8']],
])('%s without %j', (whole, taken, left) => {
  expect(without(range(whole), taken.map(range)).map(show)).toEqual(left);
});
