import { isPublicHost } from '../../../lib/core/net/public-host';

test.each([
  ...['api.example.com', 'API.Example.Com', 'example.co.uk', '*.example.com', 'api.example.com.', '203.0.113.5', '2001:db8::1'],
])('%s is on the Internet', (host) => {
  expect(isPublicHost(host)).toBe(true);
});

test.each([
  ...['host.docker.internal', 'printer.local', 'api.corp', 'ollama', 'localhost', 'a.localhost', 'api.example', 'db.test'],
  ...['printer.local.', 'api.corp.'],
  ...['10.1.2.3', '172.31.0.1', '192.168.0.1', '100.64.0.1', '127.0.0.1', '169.254.1.1', 'fd00::1', 'fe80::1', '::1', ''],
])('%s is not on the Internet', (host) => {
  expect(isPublicHost(host)).toBe(false);
});
