import { accessLogOperator } from '../../../../lib/checks/rules/kgateway/access-log-operator';
import { policy } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const log = (format: string) => `accessLog: [{ fileSink: { path: /dev/stdout, ${format} } }]`;
const listenerPolicy = (format: string) =>
  policy('ListenerPolicy', 'log', GATEWAY, `default: { httpSettings: { ${log(format)} } }`);
const PLACE = 'accessLog[0].fileSink';

test.each([
  "stringFormat: '%START_TIME% %REQ(:METHOD)% 100%%'",
  "jsonFormat: { a: '%PROTOCOL%', b: { c: '%UPSTREAM_HOSTS_ATTEMPTED%', d: [1, true, null, '%CEL(request.host)%'] } }",
  "jsonFormat: { a: '' }",
])('accepts a log with %s', (format) => {
  expect(objections(accessLogOperator, listenerPolicy(format))).toEqual([]);
});

test.each([
  ["stringFormat: '%NOT_AN_OPERATOR% %PROTOCOL%'", '.stringFormat: %NOT_AN_OPERATOR%'],
  ["jsonFormat: { who: '%CALLER%' }", '.jsonFormat.who: %CALLER%'],
  ["jsonFormat: { a: { 'b/c': ['%PROTOCOL%', '%REQ% and 5%'] } }", ".jsonFormat.a['b/c'][1]: %REQ% %"],
])('reports an operator that Envoy rejects: %s', (format, objection) => {
  const reported = objections(accessLogOperator, listenerPolicy(format));
  expect(reported).toEqual([`ListenerPolicy egress/log spec.default.httpSettings.${PLACE}${objection}`]);
});

test('reads the log of a ListenerPolicy, of one of its ports, and of an HTTPListenerPolicy', () => {
  const perPort = `perPort: [{ port: 1, listener: {} }, { port: 2, listener: { httpSettings: { ${log("stringFormat: '%A%'")} } } }]`;
  const yaml =
    policy('ListenerPolicy', 'log', GATEWAY, perPort) + policy('HTTPListenerPolicy', 'log', GATEWAY, log("stringFormat: '%B%'"));
  expect(objections(accessLogOperator, yaml)).toEqual([
    `ListenerPolicy egress/log spec.perPort[1].listener.httpSettings.${PLACE}.stringFormat: %A%`,
    `HTTPListenerPolicy egress/log spec.${PLACE}.stringFormat: %B%`,
  ]);
});

test('ignores logs that are sent to a service', () => {
  const sent = 'default: { httpSettings: { accessLog: [{ grpcService: { logName: a, backendRef: { name: b, port: 1 } } }] } }';
  expect(objections(accessLogOperator, policy('ListenerPolicy', 'log', GATEWAY, sent))).toEqual([]);
});

test('reads the body and the attributes of OpenTelemetry, but not their keys', () => {
  const attribute = (value: string) => `attributes: { values: [{ key: '5%', value: { stringValue: '${value}' } }] }`;
  const otel = (body: string, value: string) => {
    const service = 'grpcService: { logName: a, backendRef: { name: b, port: 1 } }';
    const log = `openTelemetry: { ${service}, body: '${body}', ${attribute(value)} }`;
    return policy('ListenerPolicy', 'log', GATEWAY, `default: { httpSettings: { accessLog: [{ ${log} }] } }`);
  };
  const place = 'ListenerPolicy egress/log spec.default.httpSettings.accessLog[0].openTelemetry';
  expect(objections(accessLogOperator, otel('%PROTOCOL% 100%%', 'a'))).toEqual([]);
  expect(objections(accessLogOperator, otel('%CALLER%', '50%'))).toEqual([
    `${place}.body: %CALLER%`,
    `${place}.attributes.values[0].value.stringValue: %`,
  ]);
});
