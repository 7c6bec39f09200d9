import { serviceOfHost } from '../../../lib/core/net/cluster-internal';
import { farthest, sideOfAddress } from '../../../lib/core/net/side';

test.each([
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1', '10.1.0.0/16', 'fd00:1::/32'],
])('%s is private', (address) => {
  expect(sideOfAddress(address)).toBe('private');
});

test.each([
  ...['203.0.113.20', '2001:db8::1', '172.32.0.1', '::ffff:203.0.113.20', '0.0.0.0/0', '10.0.0.0/7'],
  ...['127.0.0.1', '::1', '169.254.169.254', 'fe80::1', 'fd00::/6', '0.0.0.0', '224.0.0.1'],
])('%s is outside', (address) => {
  expect(sideOfAddress(address)).toBe('outside');
});

test.each(['api.example.com', '10.example.com', '010.0.0.1', '10.0.0.1.', '1', '', 'a:b'])('%s is no address', (text) => {
  expect(sideOfAddress(text)).toBeUndefined();
});

test('the farthest side counts', () => {
  expect(farthest([])).toBe('inside');
  expect(farthest(['inside', 'private', 'inside'])).toBe('private');
  expect(farthest(['private', 'outside', 'inside'])).toBe('outside');
});

test.each([
  ['orders.shop.svc', 'shop/orders'],
  ['orders.shop.svc.cluster.local', 'shop/orders'],
  ['0.orders.shop.svc', 'shop/orders'],
  ['orders.svc', undefined],
  ['.svc', undefined],
  ['orders.shop.svc.example.com', undefined],
  ['10-0-0-1.shop.pod.cluster.local', undefined],
  ['ordersXsvc', undefined],
])('%s is the name of the Service %s', (host, service) => {
  const found = serviceOfHost(host);
  expect(found && `${found.namespace}/${found.name}`).toBe(service);
});
