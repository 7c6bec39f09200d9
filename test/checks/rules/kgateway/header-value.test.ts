import { headerValue } from '../../../../lib/checks/rules/kgateway/header-value';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const set = (value: string) => `{ set: [{ name: x-a, value: ${JSON.stringify(value)} }] }`;
const onRule = (value: string) => {
  const filter = `{ type: RequestHeaderModifier, requestHeaderModifier: ${set(value)} }`;
  return gateway() + ENTRY + route({ rules: `{ filters: [${filter}], backendRefs: [${TO_ENTRY}] }` });
};

test.each([
  'plain text, with any characters: é {{ }} $1 \t',
  '100%%',
  '%PROTOCOL% %REQ(:METHOD)% %START_TIME(%Y/%m)%',
  '%CEL(request.host)% %ENVIRONMENT(POD)% %PER_REQUEST_STATE(key)%',
  '%DYNAMIC_METADATA(["a", "b"])%',
])('accepts the value %j', (value) => {
  expect(objections(headerValue, onRule(value))).toEqual([]);
});

test.each([
  ['50%', '% in 50%'],
  ['a%20b', '%20b in a%20b'],
  ['%NOPE%', '%NOPE%'],
  ['%protocol%', '%protocol%'],
  ['%REQ%', '%REQ%'],
  ['a\nb', 'a\nb'],
  ['a\r\n', 'a\r\n'],
  ['a\0', 'a\0'],
])('reports the value %j of a filter', (value, got) => {
  expect(objections(headerValue, onRule(value))).toEqual([
    `HTTPRoute egress/api spec.rules[0].filters[0].requestHeaderModifier.set[0].value: ${got}`,
  ]);
});

test('reads TrafficPolicies, early modifiers and local replies, and skips values in Secrets', () => {
  const secret = '{ name: authorization, secretRef: { name: key } }';
  const change = `{ request: { set: [${secret}], add: [{ name: x-a, value: 5% }] }, response: ${set('%A%')} }`;
  const reply = `{ filter: { statusCodeFilter: { op: GE, value: 400 } }, headers: ${set('7%')} }`;
  const settings = `{ earlyRequestHeaderModifier: ${set('6%')}, localReplies: { mappers: [${reply}] } }`;
  const yaml =
    object('TrafficPolicy', 'egress/change', `{ headerModifiers: ${change} }`) +
    object('ListenerPolicy', 'egress/exit', `{ default: { httpSettings: ${settings} } }`);
  const place = 'ListenerPolicy egress/exit spec.default.httpSettings';
  expect(objections(headerValue, yaml)).toEqual([
    'TrafficPolicy egress/change spec.headerModifiers.request.add[0].value: % in 5%',
    'TrafficPolicy egress/change spec.headerModifiers.response.set[0].value: %A%',
    `${place}.earlyRequestHeaderModifier.set[0].value: % in 6%`,
    `${place}.localReplies.mappers[0].headers.set[0].value: % in 7%`,
  ]);
});

const credential = (data: string, ref = '{ name: api, key: token }') =>
  `---\napiVersion: v1\nkind: Secret\nmetadata: { name: api, namespace: egress }\n${data}\n` +
  object(
    'TrafficPolicy',
    'egress/api',
    `{ headerModifiers: { request: { set: [{ name: authorization, secretRef: ${ref} }] } } }`,
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('reports a single percent sign in a Secret that is among the objects, without its value', () => {
  const got = 'the value in the key token of Secret api, which has a single %';
  const at = 'TrafficPolicy egress/api spec.headerModifiers.request.set[0].secretRef';
  expect(objections(headerValue, credential(`data: { token: ${base64('Bearer 50%off')} }`))).toEqual([`${at}: ${got}`]);
  expect(objections(headerValue, credential('stringData: { token: "%REQ(x-a)%" }'))).toEqual([`${at}: ${got}`]);
  expect(objections(headerValue, credential('stringData: { authorization: "5%" }', '{ name: api }'))).toEqual([
    `${at}: the value in the key authorization of Secret api, which has a single %`,
  ]);
});

test.each([
  ['percent signs that are written twice', credential('stringData: { token: "Bearer 50%%off" }')],
  ['a value without any', credential(`data: { token: ${base64('Bearer abc')} }`)],
  ['another key', credential('stringData: { other: "5%" }')],
  ['a Secret of another namespace', credential('stringData: { token: "5%" }', '{ name: api, key: token, namespace: other }')],
  ['a Secret without values', credential('type: Opaque')],
])('accepts %s in a Secret', (_, yaml) => {
  expect(objections(headerValue, yaml)).toEqual([]);
});
