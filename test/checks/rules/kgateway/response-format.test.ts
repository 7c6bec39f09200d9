import { responseFormat } from '../../../../lib/checks/rules/kgateway/response-format';
import { object } from '../exit';
import { objections } from '../objections';

const response = (fields: string) => object('DirectResponse', 'egress/refusal', `{ status: 403, ${fields} }`);
const replies = (fields: string) =>
  object('ListenerPolicy', 'egress/exit', `{ default: { httpSettings: { localReplies: { ${fields} } } } }`);
const ERRORS = 'filter: { statusCodeFilter: { op: GE, value: 400 } }';

test.each([
  ['a body, which is no format', response("body: '50% off %NOPE%'")],
  ['a text', response("bodyFormat: { text: '%RESPONSE_CODE%: 100%%' }")],
  ['fields', replies("defaultBodyFormat: { json: { code: '%RESPONSE_CODE%', text: '%LOCAL_REPLY_BODY%', left: 5 } }")],
  ['a mapper without a format', replies(`mappers: [{ ${ERRORS}, body: 50% }]`)],
])('accepts %s', (_, yaml) => {
  expect(objections(responseFormat, yaml)).toEqual([]);
});

test('reports the format of a DirectResponse', () => {
  expect(objections(responseFormat, response("bodyFormat: { text: '50% off' }"))).toEqual([
    'DirectResponse egress/refusal spec.bodyFormat.text: % off',
  ]);
  expect(objections(responseFormat, response("bodyFormat: { json: { a: ['%PROTOCOL%', '%CALLER%'] } }"))).toEqual([
    'DirectResponse egress/refusal spec.bodyFormat.json.a[1]: %CALLER%',
  ]);
});

test('reports the formats of local replies', () => {
  const formats = `defaultBodyFormat: { text: '%REQ%' }, mappers: [{ ${ERRORS}, bodyFormatOverride: { json: { a: '5%' } } }]`;
  const place = 'ListenerPolicy egress/exit spec.default.httpSettings.localReplies';
  expect(objections(responseFormat, replies(formats))).toEqual([
    `${place}.defaultBodyFormat.text: %REQ%`,
    `${place}.mappers[0].bodyFormatOverride.json.a: %`,
  ]);
});
