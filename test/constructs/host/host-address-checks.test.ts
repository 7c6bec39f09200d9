import { EgressGateway, type ExternalHostProps } from '../../../lib';
import { addressChecks } from '../../../lib/constructs/host/host-address-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { AGENTS, egress, exit, host, policy } from '../../kit';

const rows: readonly Row<[object]>[] = [
  ['a private name without addresses', { host: 'printer.internal' }],
  ['a name of one label without addresses', { host: 'printer' }],
  [
    'loopback, metadata, multicast and everything',
    { addresses: ['127.0.0.1', '169.254.169.254', 'ff02::1', '0.0.0.0/0', '10.0.0.1'] },
  ],
  ['the metadata of a cloud, with others in a range', { addresses: ['169.0.0.0/8'] }],
  ['an IPv4 address as IPv6', { addresses: ['::ffff:10.0.0.0/104'] }],
  ['a name in place of an address', { addresses: ['printer.internal'] }],
  ['one address, not in a list', { addresses: '10.0.0.1' }],
  ['no address', { addresses: [] }],
];

function refuse(given: object, isImported = false) {
  const { app, chart } = egress();
  const imported = () => {
    const through = EgressGateway.fromGatewayName(chart, 'shared', { name: 'exit', namespace: 'egress-system' });
    policy(chart, through);
    return through;
  };
  host(chart, isImported ? imported() : exit(chart), { callers: AGENTS, ...given } as Partial<ExternalHostProps>);
  return findings(app);
}

test('reports addresses that no host has, and private names without addresses', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/addresses  addresses
  allowed: the addresses of a host in a private network: the network policy of the gateway closes such networks
  fix: specify what the name resolves to, such as addresses: ['10.20.30.40']
  - a private name without addresses: got none, for printer.internal
  - a name of one label without addresses: got none, for printer
input/addresses  addresses
  allowed: addresses without loopback, link-local (the metadata of clouds), multicast and reserved ones
  fix: specify only the addresses of the host
  - loopback, metadata, multicast and everything: got ["127.0.0.1","169.254.169.254","ff02::1","0.0.0.0/0"]
  - the metadata of a cloud, with others in a range: got ["169.0.0.0/8"]
  - an IPv4 address as IPv6: got ["::ffff:10.0.0.0/104"]
input/addresses  addresses[0]
  allowed: an IPv4 or IPv6 address, or a range such as 10.0.0.0/28
  fix: correct the address
  - a name in place of an address: got printer.internal
input/addresses  addresses
  allowed: a list of at least one address, such as ['10.0.0.10']
  fix: write the addresses as a list, or remove addresses for a host on the Internet
  - one address, not in a list: got "10.0.0.1" (a string)
  - no address: got []"
`);
});

test('reports addresses at a gateway whose network policy another repository has', () => {
  expect(refusals([['addresses', { addresses: ['10.0.0.1'] }]], (given: object) => refuse(given, true))).toMatchInlineSnapshot(`
"input/addresses  addresses
  allowed: no addresses at a gateway of another repository, whose owner writes its network policy
  fix: remove addresses, and add { port, addresses } to the property destinations of its EgressGateway
  - addresses: got ["10.0.0.1"]"
`);
  expect(refuse({ host: 'printer.internal' }, true)).toEqual([]);
});

test('accepts addresses of a private host, and the narrower addresses of a public one', () => {
  expect(refuse({ host: 'printer.internal', addresses: ['10.20.30.40', 'fd00:5::/64'] })).toEqual([]);
  expect(refuse({ addresses: ['203.0.113.0/28'] })).toEqual([]);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of rows) refuse(given);
    refuse({ addresses: ['10.0.0.1'] }, true);
  };
  expect(untested(addressChecks, tried)).toEqual([]);
});
