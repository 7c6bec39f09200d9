import { clean } from './clean';
import { asRecord, asText, isRecord, type Json, type JsonRecord } from './json';
import type { KindName, Resource } from './resource';
import { splitApiVersion } from './resource';

/** The name of the Kubernetes OpenAPI v3 document of an API version, in `api/openapi-spec/v3`. */
export function openApiFile(apiVersion: string): string {
  const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  return `${path.replaceAll('/', '__')}_openapi.json`;
}

/** @throws if the document does not contain the kind */
export function readOpenApi(document: Json, name: KindName): Resource {
  const { group, version } = splitApiVersion(name.apiVersion);
  const at = `${name.apiVersion} ${name.kind}`;
  const schemas = asRecord(asRecord(asRecord(document, at).components, at).schemas, at);
  const root = Object.values(schemas).find((schema) => hasName(asRecord(schema, at), group, version, name.kind));
  if (!root) throw new Error(`${at} is not in the OpenAPI document`);
  return {
    group,
    version,
    twins: [],
    kind: name.kind,
    ...placeOf(document, at, (names) => isNamed(names, group, version, name.kind)),
    deprecated: false,
    schema: clean(resolve(root, schemas), at),
  };
}

function hasName(schema: JsonRecord, group: string, version: string, kind: string): boolean {
  const names = schema['x-kubernetes-group-version-kind'];
  return Array.isArray(names) && names.some((each) => isNamed(each, group, version, kind));
}

function isNamed(names: Json, group: string, version: string, kind: string): boolean {
  return isRecord(names) && names.group === group && names.version === version && names.kind === kind;
}

/** Only the paths contain the plural name and the scope: `/apis/apps/v1/namespaces/{namespace}/deployments/{name}/status`. */
function placeOf(
  document: Json,
  at: string,
  isKind: (names: Json) => boolean,
): Pick<Resource, 'plural' | 'scope' | 'statusSubresource'> {
  const paths = Object.entries(asRecord(asRecord(document, at).paths, at))
    .filter(([, methods]) => isKind(nameOfPath(methods)))
    .map(([path]) => path);
  const object = paths.find((path) => path.endsWith('/{name}') && !path.includes('/watch/'));
  if (!object) throw new Error(`${at}: no path of the OpenAPI document leads to one object`);
  return {
    plural: object.split('/').at(-2) ?? '',
    scope: object.includes('{namespace}') ? 'Namespaced' : 'Cluster',
    statusSubresource: paths.includes(`${object}/status`),
  };
}

function nameOfPath(methods: Json): Json {
  return isRecord(methods) && isRecord(methods.get) ? methods.get['x-kubernetes-group-version-kind'] : undefined;
}

/** Resolves each `$ref`, and converts keywords of OpenAPI to those of a CRD. */
function resolve(raw: Json, schemas: JsonRecord): Json {
  if (Array.isArray(raw)) return raw.map((each) => resolve(each, schemas));
  if (!isRecord(raw)) return raw;
  if (typeof raw.$ref === 'string') return resolve(schemas[raw.$ref.split('/').at(-1) ?? ''], schemas);
  const { allOf: [target] = [], ...rest } = Array.isArray(raw.allOf) ? { ...raw, allOf: raw.allOf } : { ...raw, allOf: [] };
  const own = Object.entries(rest).map(([word, value]) => [word, resolve(value, schemas)]);
  return speakCrd({ ...(isRecord(target) && asRecord(resolve(target, schemas), 'allOf')), ...Object.fromEntries(own) });
}

function speakCrd(schema: JsonRecord): JsonRecord {
  if (schema.format === 'int-or-string') return { 'x-kubernetes-int-or-string': true };
  const { default: value, ...rest } = schema;
  const kept = isGoZero(value) ? rest : schema;
  return isOpen(schema) ? { ...kept, 'x-kubernetes-preserve-unknown-fields': true } : kept;
}

/** In the OpenAPI document, fields without a pointer have their Go zero value as default. The API server sets none of them. */
function isGoZero(value: Json): boolean {
  return value === '' || value === 0 || value === false || (isRecord(value) && Object.keys(value).length === 0);
}

/** An object without properties accepts any property in a core kind, and none in a CRD. */
function isOpen(schema: JsonRecord): boolean {
  return schema.type === 'object' && schema.properties === undefined && schema.additionalProperties === undefined;
}

/** Whether the text is an OpenAPI document. `--source` cannot list the kinds of one. */
export function isOpenApi(document: Json): boolean {
  return isRecord(document) && typeof document.openapi === 'string' && asText(document.openapi, 'openapi').startsWith('3.');
}
