import { headerName } from '../../../../lib/checks/rules/kgateway/header-name';
import { ENTRY, gateway, object, policy, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const FROZEN = 'Envoy rejects all routes of the gateway that are new or changed, and no status reports it';
const REFUSED = 'Envoy rejects the listener, and no status reports it';
const filter = (change: string, of = 'request') => {
  return `{ type: ${of === 'request' ? 'Request' : 'Response'}HeaderModifier, ${of}HeaderModifier: ${change} }`;
};
const onRule = (change: string, kind?: string, of?: string) => {
  const rules = `{ filters: [${filter(change, of)}], backendRefs: [${TO_ENTRY}] }`;
  return gateway() + ENTRY + route({ rules, ...(kind && { kind }) });
};
const traffic = (fields: string) =>
  policy('TrafficPolicy', 'change', 'gateway.networking.k8s.io HTTPRoute api', `headerModifiers: { ${fields} }`);
const listener = (fields: string) =>
  policy('ListenerPolicy', 'exit', 'gateway.networking.k8s.io Gateway exit', `default: { httpSettings: { ${fields} } }`);
const EARLY = 'ListenerPolicy egress/exit spec.default.httpSettings.earlyRequestHeaderModifier';
const PLACE = 'spec.rules[0].filters[0].requestHeaderModifier';

test.each([
  [
    'other headers',
    onRule('{ set: [{ name: x-host, value: a }], add: [{ name: authority, value: a }], remove: [hosts, x-path] }'),
  ],
  ['a header of responses that has no meaning there, by a TrafficPolicy', traffic('response: { remove: [host, ":path"] }')],
  ['a pseudo-header that the gateway sets again', traffic('request: { remove: [":scheme"] }')],
  ['another header before authorization', listener('earlyRequestHeaderModifier: { remove: [x-team] }')],
  ['host, by a route that is no egress route', onRule('{ remove: [host] }').replace(TO_ENTRY, '{ name: web, port: 80 }')],
])('accepts changes of %s', (_, yaml) => {
  expect(objections(headerName, yaml)).toEqual([]);
});

test.each([
  ['set', '{ set: [{ name: x-a, value: a }, { name: host, value: a }] }', 'set[1].name: host'],
  ['added, in any case', '{ add: [{ name: HOST, value: a }] }', 'add[0].name: HOST'],
  ['removed', '{ remove: [x-a, Host] }', 'remove[1]: Host'],
])('reports that host is %s by a filter', (_, change, got) => {
  expect(objections(headerName, onRule(change))).toEqual([`HTTPRoute egress/api ${PLACE}.${got}: ${FROZEN}`]);
});

test.each([
  ["':authority'", ':authority'],
  ["''", '""'],
  ['"x-a\\nb"', '"x-a\\nb"'],
])('reports that a filter removes %s', (name, got) => {
  const reported = [`HTTPRoute egress/api ${PLACE}.remove[0]: ${got}: ${FROZEN}`];
  expect(objections(headerName, onRule(`{ remove: [${name}] }`))).toEqual(reported);
});

test('reads filters for responses, of backendRefs and of GRPCRoutes', () => {
  const host = '{ set: [{ name: host, value: a }] }';
  expect(objections(headerName, onRule(host, undefined, 'response'))).toEqual([
    `HTTPRoute egress/api spec.rules[0].filters[0].responseHeaderModifier.set[0].name: host: ${FROZEN}`,
  ]);
  const onBackend = `{ backendRefs: [${TO_ENTRY.replace(/ }$/, `, filters: [${filter(host)}] }`)}] }`;
  expect(objections(headerName, gateway() + ENTRY + route({ rules: onBackend }))).toEqual([
    `HTTPRoute egress/api spec.rules[0].backendRefs[0].filters[0].requestHeaderModifier.set[0].name: host: ${FROZEN}`,
  ]);
  expect(objections(headerName, onRule(host, 'GRPCRoute'))).toEqual([
    `GRPCRoute egress/api ${PLACE}.set[0].name: host: ${FROZEN}`,
  ]);
});

test('reports a TrafficPolicy that sets host, or removes what requests and responses need', () => {
  const change = 'request: { set: [{ name: Host, value: a }], remove: [host, ":path"] }, response: { remove: [":status"] }';
  const place = 'TrafficPolicy egress/change spec.headerModifiers';
  expect(objections(headerName, traffic(change))).toEqual([
    `${place}.request.set[0].name: Host: ${FROZEN}`,
    `${place}.request.remove[0]: host: the upstream receives requests without a Host, which servers answer with 400`,
    `${place}.request.remove[1]: :path: the gateway answers 503`,
    `${place}.response.remove[0]: :status: the gateway answers 502`,
  ]);
});

test('reports a listener that changes host before authorization, or in its own replies', () => {
  const change = 'earlyRequestHeaderModifier: { add: [{ name: host, value: a }], remove: [HOST] }';
  expect(objections(headerName, listener(change))).toEqual([
    `${EARLY}.add[0].name: host: ${REFUSED}`,
    `${EARLY}.remove[0]: HOST: no route matches, so the gateway answers 404`,
  ]);
  const reply = '{ filter: { statusCodeFilter: { op: GE, value: 400 } }, headers: { set: [{ name: host, value: a }] } }';
  const perPort = `perPort: [{ port: 1, listener: { httpSettings: { localReplies: { mappers: [${reply}] } } } }]`;
  expect(objections(headerName, policy('ListenerPolicy', 'exit', 'gateway.networking.k8s.io Gateway exit', perPort))).toEqual([
    `ListenerPolicy egress/exit spec.perPort[0].listener.httpSettings.localReplies.mappers[0].headers.set[0].name: host: ${REFUSED}`,
  ]);
  const former = object('HTTPListenerPolicy', 'egress/old', '{ earlyRequestHeaderModifier: { remove: [":path"] } }');
  expect(objections(headerName, former)).toEqual([
    'HTTPListenerPolicy egress/old spec.earlyRequestHeaderModifier.remove[0]: :path: no route matches, so the gateway answers 404',
  ]);
});
