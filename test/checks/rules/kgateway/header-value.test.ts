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
