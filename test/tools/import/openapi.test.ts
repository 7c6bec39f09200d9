import { openApiFile, readOpenApi } from '../../../tools/import/openapi';

const name = { group: 'apps', version: 'v1', kind: 'Widget' };
const named = { get: { 'x-kubernetes-group-version-kind': name } };
const ref = (schema: string) => ({ $ref: `#/components/schemas/${schema}` });
const document = {
  openapi: '3.0.0',
  paths: {
    '/apis/apps/v1/watch/namespaces/{namespace}/widgets/{name}': named,
    '/apis/apps/v1/namespaces/{namespace}/widgets/{name}': named,
    '/apis/apps/v1/namespaces/{namespace}/widgets/{name}/status': named,
  },
  components: {
    schemas: {
      'io.k8s.Widget': {
        'x-kubernetes-group-version-kind': [name],
        type: 'object',
        properties: {
          spec: { allOf: [ref('io.k8s.WidgetSpec')], default: {}, description: 'Upstream.' },
          raw: ref('io.k8s.Raw'),
        },
      },
      'io.k8s.WidgetSpec': {
        type: 'object',
        properties: {
          port: { allOf: [ref('io.k8s.IntOrString')] },
          protocol: { type: 'string', default: 'TCP' },
          name: { type: 'string', default: '' },
          memory: ref('io.k8s.Quantity'),
        },
      },
      'io.k8s.IntOrString': { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
      'io.k8s.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
      'io.k8s.Raw': { type: 'object' },
    },
  },
};

test('a core kind is converted to the form of a CRD: references resolved, no Go zero values as defaults, int-or-string in one keyword', () => {
  const { schema, ...rest } = readOpenApi(document, { apiVersion: 'apps/v1', kind: 'Widget' });
  expect(rest).toMatchObject({ plural: 'widgets', scope: 'Namespaced', statusSubresource: true });
  expect(schema.properties).toEqual({
    spec: {
      type: 'object',
      properties: {
        port: { 'x-kubernetes-int-or-string': true },
        protocol: { type: 'string', default: 'TCP' },
        name: { type: 'string' },
        memory: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      },
    },
    raw: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  });
});

test('a kind that is not in the document is reported with its name', () => {
  expect(() => readOpenApi(document, { apiVersion: 'apps/v1', kind: 'Gadget' })).toThrow(
    'apps/v1 Gadget is not in the OpenAPI document',
  );
});

test.each([
  ['v1', 'api__v1_openapi.json'],
  ['apps/v1', 'apis__apps__v1_openapi.json'],
])('%s is described in %s', (apiVersion, file) => expect(openApiFile(apiVersion)).toBe(file));
