import { addressTable } from '../../../lib/checks/istio/address-checks';
import { entry, guardsEveryCheck, reported } from './kit';

test.each([
  '198.51.100.5',
  '0.0.0.0',
  '2001:db8::1',
  '::',
  '::1',
  '1::',
  '::ffff:192.0.2.1',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:192.0.2.1',
  'fe80::1%eth0',
  'FE80::ABCD',
])('S8: accepts the address %s', (address) => {
  expect(reported(entry({ addresses: [address] }))).toEqual([]);
});

test.each(['198.51.100.0/24', '198.51.100.5/0', '0.0.0.0/32', '2001:db8::/128', '::/0', '::ffff:192.0.2.1/100'])(
  'S8: accepts the CIDR %s',
  (address) => {
    expect(reported(entry({ addresses: [address], resolution: 'NONE' }))).toEqual([]);
  },
);

test.each([
  '',
  '/',
  'api.example.com',
  '198.51.100',
  '198.51.100.256',
  '198.51.100.05',
  '198.51.100.5.1',
  ' 198.51.100.5',
  '198.51.100.0/33',
  '198.51.100.0/024',
  '198.51.100.0/+4',
  '198.51.100.0/',
  '198.51.100.0/24/8',
  '2001:db8::/129',
  'fe80::1%eth0/64',
  'fe80::1%',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '12345::',
  '192.0.2.1::',
  '::192.0.2.1:1',
  '1:2:3:4:5:6:7:192.0.2.1',
  'g::',
])('S8: rejects the address "%s"', (address) => {
  expect(reported(entry({ addresses: ['198.51.100.5', address], resolution: 'NONE' }))).toEqual(['address spec.addresses[1]']);
});

test.each([
  ['NONE', []],
  ['STATIC', []],
  ['DNS', ['address spec.addresses[0]']],
  ['DNS_ROUND_ROBIN', ['address spec.addresses[0]']],
])('S9: a CIDR with resolution %s', (resolution, expected) => {
  expect(reported(entry({ addresses: ['198.51.100.0/24'], resolution }))).toEqual(expected);
});

test('S9: accepts a CIDR without a resolution, which is NONE', () => {
  expect(reported(entry({ addresses: ['198.51.100.0/24'], resolution: undefined }))).toEqual([]);
});

test('S27: rejects addresses with DYNAMIC_DNS', () => {
  const dynamic = {
    hosts: ['*.example.com'],
    resolution: 'DYNAMIC_DNS',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
  };
  expect(reported(entry({ ...dynamic, addresses: ['198.51.100.5'] }))).toEqual(['address spec.addresses']);
  expect(reported(entry({ ...dynamic, addresses: [] }))).toEqual([]);
});

guardsEveryCheck([addressTable]);
