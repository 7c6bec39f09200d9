import { readFileSync } from 'node:fs';
import { SCHEMAS } from '../../../imports/schemas';
import type { PinnedKind } from '../../../lib/checks/schema/kind-schema';
import type { Schema } from '../../../lib/checks/schema/schema';
import { Platform } from '../../../lib/core/platform';
import { config } from '../../../tools/import/config';
import { documented } from '../../../tools/import/documented';
import { generate } from '../../../tools/import/generate';
import { changesOf } from '../../../tools/import/since';
import type { ModuleSource } from '../../../tools/import/source';
import { sourceOf, widget } from './tiny';

type Shape = Readonly<Record<string, unknown>>;

const object = (properties: Shape) => ({ type: 'object', properties });
const text = { type: 'string' };
const oneOf = (...values: readonly string[]) => ({ type: 'string', enum: values });

/** What changed if `spec` had these properties in 1.0, 1.1, and so on. */
function changes(...specs: readonly Shape[]) {
  return changesOf(specs.map((spec, minor) => ({ version: `1.${minor}`, schema: object({ spec: object(spec) }) })));
}

describe('fields', () => {
  test.each<[string, readonly Shape[], Shape]>([
    ['in every version: not listed', [{ a: text }, { a: text }], {}],
    ['added', [{}, { a: text }, { a: text }], { 'spec.a': { since: '1.1' } }],
    ['removed', [{ a: text }, { a: text }, {}], { 'spec.a': { until: '1.1' } }],
    ['added and removed', [{}, { a: text }, {}], { 'spec.a': { since: '1.1', until: '1.1' } }],
    ['renamed', [{ a: text }, { b: text }], { 'spec.a': { until: '1.0' }, 'spec.b': { since: '1.1' } }],
    ['inside a field that is as new: listed once', [{}, { a: object({ b: text }) }], { 'spec.a': { since: '1.1' } }],
    [
      'newer than the new field that contains them',
      [{}, { a: object({}) }, { a: object({ b: text }) }],
      { 'spec.a': { since: '1.1' }, 'spec.a.b': { since: '1.2' } },
    ],
    [
      'of the items of a list',
      [{ a: { items: object({}) } }, { a: { items: object({ b: text }) } }],
      { 'spec.a[].b': { since: '1.1' } },
    ],
    [
      'of the values of a map',
      [{ a: { additionalProperties: object({}) } }, { a: { additionalProperties: object({ b: text }) } }],
      { 'spec.a{}.b': { since: '1.1' } },
    ],
  ])('%s', (_, specs, fields) => {
    expect(changes(...specs)).toEqual({ fields, values: {} });
  });

  test('of the status are left out', () => {
    const before = { version: '1.0', schema: object({ status: object({}) }) };
    const after = { version: '1.1', schema: object({ status: object({ ready: text }) }) };
    expect(changesOf([before, after]).fields).toEqual({});
  });

  test('that were removed and added again are rejected: one range cannot describe that', () => {
    const versions = () => changes({ a: text }, {}, { a: text });
    expect(versions).toThrow('spec.a: removed and added again; only 1.0, 1.2 have it');
  });
});

describe('values of an enum', () => {
  test.each<[string, readonly Shape[], Shape]>([
    ['in every version: not listed', [{ a: oneOf('x') }, { a: oneOf('x') }], {}],
    ['added', [{ a: oneOf('x') }, { a: oneOf('x', 'y') }], { 'spec.a': { y: { since: '1.1' } } }],
    ['removed', [{ a: oneOf('x', 'y') }, { a: oneOf('x') }], { 'spec.a': { y: { until: '1.0' } } }],
    ['of a field that had no enum before, and accepted them', [{ a: text }, { a: oneOf('x') }], {}],
    [
      'of an enum that was dropped: all are listed, and * for the others',
      [{ a: oneOf('x') }, { a: text }],
      { 'spec.a': { '*': { since: '1.1' }, x: {} } },
    ],
    ['as old as their field', [{}, { a: oneOf('x') }], {}],
  ])('%s', (_, specs, values) => {
    expect(changes(...specs).values).toEqual(values);
  });
});

describe('<kind>.since.json', () => {
  const source = {
    module: 'example.com/widgets',
    version: 'v1.2.0',
    path: 'crds',
    history: { component: 'widgets', older: ['v1.0.0', 'v1.1.0'] },
  };
  const later = structuredClone(widget);
  Object.assign(later.spec.versions[2]?.schema.openAPIV3Schema.properties?.spec.properties ?? {}, { colour: text });
  const onlyBeta = structuredClone(widget);
  onlyBeta.spec.versions.pop();
  /** 1.0 has only v1beta1, 1.1 also has v1, 1.2 has one more field. */
  const crds: Readonly<Record<string, unknown>> = { 'v1.0.0': onlyBeta, 'v1.1.0': widget, 'v1.2.0': later };
  const line = { source, see: () => 'https://example.com', kinds: [['example.com/v1', 'HTTPWidget']] as const };
  const open = (asked: unknown) => {
    const { module, version } = asked as ModuleSource;
    return { ...sourceOf(crds[version]), name: `${module}@${version}` };
  };

  test('compares the configured versions, each pinned by its checksum', () => {
    const { files, lock } = generate([line], open);
    expect(JSON.parse(files.get('example.com/http-widget.since.json') ?? '')).toMatchObject({
      ...{ component: 'widgets', group: 'example.com', version: 'v1', kind: 'HTTPWidget' },
      compared: ['1.0.0', '1.1.0', '1.2.0'],
      apiVersions: { v1: { since: '1.1.0' }, v1beta1: {} },
      fields: { 'spec.colour': { since: '1.2.0' } },
      values: {},
    });
    expect(Object.keys(lock.modules)).toEqual(['v1.0.0', 'v1.1.0', 'v1.2.0'].map((version) => `example.com/widgets@${version}`));
  });

  test('is not written if no older version is configured', () => {
    const { history: _, ...alone } = source;
    expect([...generate([{ ...line, source: alone }], open).files.keys()].join()).not.toContain('since');
  });
});

describe('the pinned data', () => {
  const since = (kind: string) => JSON.parse(readFileSync(`imports/${kind}.since.json`, 'utf8'));

  test.each([
    // A field that 2.4 has and 2.2 lacks. Whether 2.3 has it is unknown.
    ['gateway.kgateway.dev/traffic-policy', 'spec.rateLimit.local.percentEnabled', { since: '2.4.0' }],
    // The documentation of 2.3 has the field.
    ['gateway.kgateway.dev/traffic-policy', 'spec.faultInjection', { since: '2.3' }],
    ['gateway.kgateway.dev/gateway-parameters', 'spec.kube.agentgateway', { until: '2.2' }],
    ['gateway.networking.k8s.io/http-route', 'spec.rules[].timeouts', { since: '1.2.1' }],
    ['security.istio.io/authorization-policy', 'spec.rules[].from[].source.trustDomains', { since: '1.30' }],
    ['policies.kyverno.io/policy-exception', 'spec.expiresAt', { since: '1.19.0' }],
  ])('%s: %s %j', (kind, path, span) => {
    expect(since(kind).fields[path]).toEqual(span);
  });

  test('has the first version of an enum value and of an API version', () => {
    expect(since('networking.istio.io/service-entry').values['spec.resolution']).toEqual({ DYNAMIC_DNS: { since: '1.28' } });
    expect(since('gateway.networking.k8s.io/tls-route').apiVersions).toEqual({ v1: { since: '1.5.1' } });
  });

  test('agrees with the capabilities of kgateway 2.2, the oldest compared version', () => {
    const { capabilities } = Platform.for({ kgateway: '2.2' });
    const listener = since('gateway.kgateway.dev/listener-policy');
    expect([capabilities.listenerPolicyKind, listener.compared[0], listener.apiVersions]).toEqual([
      'ListenerPolicy',
      '2.2.0',
      { v1alpha1: { since: '2.2' } },
    ]);
    expect(capabilities.earlyHeaderStrip).toBe(!Object.keys(listener.fields).join().includes('earlyRequestHeaderModifier'));
    const backend = since('gateway.kgateway.dev/backend-config-policy');
    expect(backend.fields['spec.circuitBreakers']).toEqual({ since: '2.2' });
    expect(capabilities.circuitBreakers).toBe(true);
  });

  test.each(Object.entries(documented))(
    'what is documented of %s exists in the newest schema',
    (key, { fields = {}, values = {} }) => {
      const { file } = SCHEMAS[key] as PinnedKind;
      const { schema, $defs } = JSON.parse(readFileSync(file, 'utf8')) as { schema: Schema; $defs: Schema[] };
      const resolve = (part: Schema): Schema =>
        part.$ref === undefined ? part : resolve($defs[Number(part.$ref.split('/')[2])] ?? {});
      const at = (path: string) =>
        path.match(/\[\]|[^.[]+/g)?.reduce<Schema | undefined>((part, step) => {
          const whole = part && resolve(part);
          return step === '[]' ? whole?.items : whole?.properties?.[step];
        }, schema);
      const isOld = (path: string) => fields[path]?.until !== undefined;
      expect(Object.keys(fields).filter((path) => (at(path) === undefined) !== isOld(path))).toEqual([]);
      for (const [path, spans] of Object.entries(values)) {
        const newer = Object.keys(spans).filter((value) => spans[value]?.until === undefined);
        expect(resolve(at(path) ?? {}).enum).toEqual(expect.arrayContaining(newer));
      }
    },
  );

  test('lists versions from the oldest to the newest', () => {
    for (const { source } of config) {
      if ('file' in source || !source.history) continue;
      const versions = [...source.history.older, source.version];
      expect([...versions].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))).toEqual(versions);
    }
  });
});
