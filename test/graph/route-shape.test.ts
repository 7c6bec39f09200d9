import { isRouteShaped } from '../../lib/graph/route-shape';
import { object } from '../rules/exit';
import { graphOf, parse } from './graph-of';

const route = (spec: string) => object('GRPCRoute', 'egress/api', spec);
const shaped = (spec: string) => isRouteShaped(parse(route(spec))[0] as ReturnType<typeof parse>[number]);

test.each([
  '{}',
  '{ hostnames: [a.test], parentRefs: [{ name: exit, port: 80 }], rules: [] }',
  '{ rules: [{}, { matches: [{ method: { service: a } }, { headers: [{ name: a, value: b }] }], backendRefs: [{ name: b, port: 1 }] }] }',
  '{ rules: [{ filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: b } } }] }] }',
])('%s is read', (spec) => {
  expect(shaped(spec)).toBe(true);
  expect(graphOf(route(spec)).routes).toHaveLength(1);
});

test.each([
  '',
  'text',
  '[]',
  '{ hostnames: a.test }',
  '{ hostnames: [1] }',
  '{ parentRefs: [null] }',
  '{ parentRefs: [{ name: 1 }] }',
  '{ parentRefs: [{ name: a, namespace: [] }] }',
  '{ rules: {} }',
  '{ rules: [null] }',
  '{ rules: [{ backendRefs: [{}] }] }',
  '{ rules: [{ matches: [{ headers: [{ value: a }] }] }] }',
  '{ rules: [{ filters: [{ requestMirror: {} }] }] }',
])('%s is passed over', (spec) => {
  expect(shaped(spec)).toBe(false);
  expect(graphOf(route(spec)).routes).toEqual([]);
});
