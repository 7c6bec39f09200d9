import { refusalMissing } from '../../../../lib/checks/rules/egress/refusal-missing';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const HEADER = '{ headers: [{ name: x-egress-decision, value: api }] }';
const DECIDED = `{ matches: [${HEADER}], backendRefs: [${TO_ENTRY}] }`;
const REF = '{ group: gateway.kgateway.dev, kind: DirectResponse, name: refusal }';
const REFUSED = `{ filters: [{ type: ExtensionRef, extensionRef: ${REF} }] }`;
const RESPONSE = object('DirectResponse', 'egress/refusal', '{ status: 403 }');
const rules = (...each: string[]) => gateway() + ENTRY + route({ rules: each.join(', ') });

test.each([
  ['refuse what is not decided', rules(DECIDED, REFUSED) + RESPONSE],
  ['lead it into the cluster', rules(DECIDED, '{ backendRefs: [{ name: web, port: 80 }] }')],
  ['ask for no decision', rules(`{ backendRefs: [${TO_ENTRY}] }`)],
])('a route may %s', (_, yaml) => {
  expect(objections(refusalMissing, yaml)).toEqual([]);
});

test('a refusal that is not there is told, unless another repository has it', () => {
  const path = 'spec.rules[1].filters[0].extensionRef.name';
  const told = [`HTTPRoute egress/api ${path}: DirectResponse egress/refusal, which is not there`];
  expect(objections(refusalMissing, rules(DECIDED, REFUSED))).toEqual(told);
  expect(objections(refusalMissing, rules(DECIDED, REFUSED), { external: ['DirectResponse egress/refusal'] })).toEqual([]);
});

test.each([
  ['without matches', `{ backendRefs: [${TO_ENTRY}] }`],
  ['with another match', `{ matches: [{ path: { value: /open } }], backendRefs: [${TO_ENTRY}] }`],
  [
    'with one match that wants it and one that does not',
    `{ matches: [${HEADER}, { path: { value: /open } }], backendRefs: [${TO_ENTRY}] }`,
  ],
])('a rule %s, by which undecided requests leave, is told', (_, rule) => {
  const told = objections(refusalMissing, rules(DECIDED, rule, REFUSED) + RESPONSE);
  expect(told).toEqual([expect.stringMatching(/^HTTPRoute egress\/api spec\.rules\[1\]\.matches: /)]);
});

test('a route that has only rules for decided requests is told', () => {
  expect(objections(refusalMissing, rules(DECIDED, DECIDED))).toMatchInlineSnapshot(`
[
  "HTTPRoute egress/api spec.rules: only rules that want a decision: a request that has none yet finds no route, so nobody is ever asked",
]
`);
});

test('what a rule leaves open is told in words', () => {
  const leaking = rules(DECIDED, `{ backendRefs: [${TO_ENTRY}] }`, REFUSED) + RESPONSE;
  expect(objections(refusalMissing, leaking)).toMatchInlineSnapshot(`
[
  "HTTPRoute egress/api spec.rules[1].matches: a rule that leads out and takes undecided requests, beside one that does not",
]
`);
});
