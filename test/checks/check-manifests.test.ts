import { checkManifests, type Manifest, Platform } from '../../lib';
import { NOW } from '../kit';

const check = (...objects: unknown[]) => checkManifests(objects as Manifest[], { platform: Platform.for({}), now: NOW });

test('an empty document, as a trailing --- leaves it, is not an object', () => {
  expect(check(null, undefined)).toEqual({ findings: [], objects: 0, unknown: 0 });
});

test('an object without metadata has findings, not errors', () => {
  const { findings, objects } = check({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } });
  expect(objects).toBe(1);
  expect(findings.map(({ rule }) => rule)).toContain('schema/metadata');
});
