import {
  asAbsoluteName,
  isEgressHostName,
  isIstioDnsLabel,
  isIstioDnsName,
  isIstioHost,
  isKubernetesDnsLabel,
  isKubernetesDnsSubdomain,
  isServiceName,
} from '../../../lib/core/net/dns';

test.each([
  // value, Service, namespace, any other kind
  ['api', true, true, true],
  ['api-v1', true, true, true],
  ['a'.repeat(63), true, true, true],
  ['1team', false, true, true],
  ['a'.repeat(64), false, false, true],
  ['api.example.com', false, false, true],
  [`${'a.'.repeat(126)}a`, false, false, true],
  [`${'a.'.repeat(126)}aa`, false, false, false],
  ['', false, false, false],
  ['API', false, false, false],
  ['-api', false, false, false],
  ['api-', false, false, false],
  ['api_v1', false, false, false],
  ['a..b', false, false, false],
  ['*.example.com', false, false, false],
  ['api\n', false, false, false],
  [undefined, false, false, false],
  [42, false, false, false],
])('%j names a Service: %s, a namespace: %s, other kinds: %s', (value, label, namespace, subdomain) => {
  expect([isServiceName(value), isKubernetesDnsLabel(value), isKubernetesDnsSubdomain(value)]).toEqual([
    label,
    namespace,
    subdomain,
  ]);
});

const LONG = 'a'.repeat(63);

test.each([
  // value, label, DNS name, host
  ['api', true, true, true],
  ['API', true, true, true],
  [LONG, true, true, true],
  [`${LONG}a`, false, false, false],
  ['80', true, false, true],
  ['-api', false, false, false],
  ['api-', false, false, false],
  ['api_v1', false, false, false],
  ['', false, false, false],
  ['.', false, false, false],
  ['api.example.com', false, true, true],
  ['api.example.com.', false, true, true],
  ['api..example.com', false, false, false],
  ['.example.com', false, false, false],
  ['198.51.100.5', false, false, false],
  ['api.9223372036854775807', false, false, false],
  ['api.9223372036854775808', false, true, true],
  ['1.example.com', false, true, true],
  [`${LONG}a.example.com`, false, false, false],
  [`api.${LONG}a.com`, false, false, false],
  [`${`${LONG}.`.repeat(3)}${LONG}`, false, true, true],
  [`${`${LONG}.`.repeat(4)}`, false, false, false],
  ['*', false, false, true],
  ['*.example.com', false, false, true],
  ['*api.example.com', false, false, true],
  ['*-api.example.com', false, false, true],
  ['*--api.example.com', false, false, false],
  ['api*.example.com', false, false, false],
  ['api.*.com', false, false, false],
])('Istio accepts %j as a label: %s, a DNS name: %s, a host: %s', (text, label, name, host) => {
  expect([isIstioDnsLabel(text), isIstioDnsName(text), isIstioHost(text)]).toEqual([label, name, host]);
});

test.each([
  ['api.example.com', true],
  ['intranet', true],
  ['1.example.com', true],
  [`${LONG}.example.com`, true],
  [`${LONG}a.example.com`, false],
  [`${'a.'.repeat(126)}a`, true],
  [`${'a.'.repeat(126)}aa`, false],
  ['API.example.com', false],
  ['api.example.com.', false],
  ['*.example.com', false],
  ['198.51.100.5', false],
  ['80', false],
  ['', false],
  [undefined, false],
])('Istio and the Gateway API accept %j as a host: %s', (host, taken) => {
  expect(isEgressHostName(host)).toBe(taken);
});

test.each([
  ['ollama.dev', 'ollama.dev.'],
  ['ollama.dev.', 'ollama.dev.'],
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
])('the absolute name of %s is %s', (host, absolute) => {
  expect(asAbsoluteName(host)).toBe(absolute);
});
