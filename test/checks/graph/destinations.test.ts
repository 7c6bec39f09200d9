import { object } from '../rules/exit';
import { graphOf } from './graph-of';

const destinations = (yaml: string) =>
  graphOf(yaml).destinations.map(({ kind, namespace, name, hosts, ports }) => ({ kind, namespace, name, hosts, ports }));
const egress = { namespace: 'egress', name: 'api' };

test('a ServiceEntry is a destination, with its hosts and ports', () => {
  const spec =
    '{ hosts: [a.test, b.test], ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }, { number: 443 }] }';
  expect(destinations(object('ServiceEntry', 'egress/api', spec))).toEqual([
    {
      ...{ kind: 'ServiceEntry', ...egress, hosts: ['a.test', 'b.test'] },
      ports: [
        { number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080, path: ['spec', 'ports', 0] },
        { number: 443, path: ['spec', 'ports', 1] },
      ],
    },
  ]);
});

test('a Backend is a destination, with its static hosts', () => {
  const spec = '{ static: { hosts: [{ host: a.test, port: 443 }, { host: b.test, port: 80 }], appProtocol: http2 } }';
  expect(destinations(object('Backend', 'egress/api', spec))).toEqual([
    {
      ...{ kind: 'Backend', ...egress, hosts: ['a.test', 'b.test'] },
      ports: [
        { number: 443, protocol: 'http2', path: ['spec', 'static', 'hosts', 0] },
        { number: 80, protocol: 'http2', path: ['spec', 'static', 'hosts', 1] },
      ],
    },
  ]);
});

test('a Service of type ExternalName is a destination', () => {
  const spec = '{ type: ExternalName, externalName: a.test, ports: [{ port: 80, name: http }] }';
  expect(destinations(object('Service', 'egress/api', spec))).toEqual([
    { kind: 'Service', ...egress, hosts: ['a.test'], ports: [{ number: 80, name: 'http', path: ['spec', 'ports', 0] }] },
  ]);
});

test.each([
  ['a Backend without static hosts', object('Backend', 'egress/api', '{ dynamicForwardProxy: {} }')],
  ['a Service of another type', object('Service', 'egress/api', '{ ports: [{ port: 80 }] }')],
  ['an ExternalName without a name', object('Service', 'egress/api', '{ type: ExternalName }')],
  ['a Service without a spec', '---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\n'],
])('%s is not a destination', (_, yaml) => {
  expect(destinations(yaml)).toEqual([]);
});
