import { deniedHost } from '../../../../lib/checks/rules/egress/denied-host';
import { objections } from '../objections';
import { approval, BACKEND, backend, documents, entry, gateway, route, spec } from '../way-out';

const denied = (yaml: string) => objections(deniedHost, yaml, { approvals: { deniedSuffixes: ['.pastebin.com', 'ru'] } });
const named = (host: string, rest?: string) =>
  entry(spec('{ number: 443, name: https, protocol: HTTPS }', host, rest), approval());

test.each(['example.com', 'notpastebin.com', 'ru.example.com', '*.example.com'])('%s is not reported', (host) => {
  expect(denied(named(host))).toEqual([]);
});

test('without denied domains, nothing is reported', () => {
  expect(objections(deniedHost, named('pastebin.com'))).toEqual([]);
});

test.each(['pastebin.com', 'www.pastebin.com', 'WWW.Pastebin.COM', '*.pastebin.com', '*.com', 'mail.ru'])(
  '%s is reported',
  (host) => {
    expect(denied(named(host))).toEqual([`ServiceEntry egress/api spec.hosts[0]: ${host}`]);
  },
);

test('another name of the destination is reported', () => {
  const endpoints = 'resolution: DNS, endpoints: [{ address: mail.ru. }]';
  expect(denied(named('api.example.com', endpoints))).toEqual(['ServiceEntry egress/api spec.endpoints[0].address: mail.ru.']);
});

test('a destination without an approval is reported, of any kind', () => {
  expect(denied(documents(gateway(), route(BACKEND), backend('{ host: mail.ru, port: 443 }')))).toEqual([
    'Backend egress/api spec.static.hosts[0].host: mail.ru',
  ]);
  const service = `
apiVersion: v1
kind: Service
metadata: { name: mail, namespace: egress }
spec: { type: ExternalName, externalName: mail.ru, ports: [{ port: 443 }] }`;
  expect(denied(documents(gateway(), route('{ name: mail, port: 443 }'), service))).toEqual([
    'Service egress/mail spec.externalName: mail.ru',
  ]);
});

test('a host that waits for its approval is reported', () => {
  const waiting = route()
    .replace('namespace: egress }', 'namespace: egress, labels: { security.corp/egress-approved: pending } }')
    .replace('api.example.com', 'mail.ru');
  expect(denied(waiting)).toEqual(['HTTPRoute egress/api spec.hostnames[0]: mail.ru']);
});
