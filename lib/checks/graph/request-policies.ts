import { KIND } from '../../core/kinds';
import { lazy } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { judgeRequestPolicy, type RequestPolicySpec, type RequestPolicyVerdict } from '../cel/request/request-policy';
import type { Catalogue } from './catalogue';

/** A request policy of the authorization server. */
export interface RequestPolicy {
  /** A ConfigMap that the server reads as files, or the policy as an object in the cluster. */
  readonly object: Manifest;
  /** `data['policy.yaml']` or `binaryData['policy.yaml']` of a ConfigMap; `spec` of an object. */
  readonly path: Path;
  /** The spec of the policy as JSON, to search its CEL. */
  readonly text: string;
  /** The policy's spec. Its fields may have any type. */
  readonly spec: PolicySpec;
  /** Whether its expressions are compiled in the environment of the authorization server 0.3 and later; else they are not judged. */
  readonly isCompiled: boolean;
  /** What the server does with it. */
  readonly verdict: RequestPolicyVerdict;
  /** Whether it decides on every request, and denies some; `undefined` if unknown. */
  readonly denies: boolean | undefined;
}

const CLUSTER_FORM = KIND.ValidatingPolicy;
const PLUGIN_GROUP = 'envoy.kyverno.io/';
const PLUGIN_FORM = KIND.EnvoyAuthorizationPolicy;

/** All request policies among the objects: in ConfigMaps, as objects, and in the format of plugin 0.1 and 0.2. */
export function requestPoliciesOf(catalogue: Catalogue): RequestPolicy[] {
  const files = catalogue.ofKind('ConfigMap').flatMap(inConfigMap);
  const objects = [CLUSTER_FORM, PLUGIN_FORM].flatMap((kind) => catalogue.ofKind(kind).flatMap(asObject));
  return [...files, ...objects];
}

function inConfigMap(object: Manifest): RequestPolicy[] {
  const files = filesOf(object).filter(({ text }) => mayHoldPolicy(text));
  return files.flatMap(({ path, text }) => specsIn(text).map((spec) => policyAt(object, path, spec)));
}

/** A document in a ConfigMap that is meant as a request policy, but is invalid YAML. */
export interface UnreadablePolicy {
  readonly object: Manifest;
  readonly path: Path;
  /** Why it can't be read. */
  readonly message: string;
}

/** The request policies that the server skips because they are invalid YAML. */
export function unreadablePoliciesOf(catalogue: Catalogue): UnreadablePolicy[] {
  return catalogue.ofKind('ConfigMap').flatMap((object) => {
    const files = filesOf(object).filter(({ text }) => isMeantAsPolicy(text));
    return files.flatMap(({ path, text }) => {
      const broken = reader()
        .unreadableDocuments(text)
        .filter((document) => isMeantAsPolicy(document.text));
      return broken.map(({ error }) => ({ object, path, message: error.message }));
    });
  });
}

function isMeantAsPolicy(text: string): boolean {
  return /^kind: *["']?ValidatingPolicy\b/m.test(text) && /\bmode["']?: *["']?Envoy\b/.test(text);
}

/** The files of a mounted ConfigMap. */
function filesOf({ data, binaryData }: Manifest): { readonly path: Path; readonly text: string }[] {
  const texts = Object.entries(data ?? {}).map(([key, text]) => ({ path: ['data', key], text: String(text) }));
  const bytes = Object.entries(binaryData ?? {}).map(([key, base64]) => ({
    path: ['binaryData', key],
    text: Buffer.from(String(base64), 'base64').toString(),
  }));
  return [...texts, ...bytes];
}

/** Whether a YAML text can contain the kind: as plain text, by an escape in double quotes, or by a tag (`!!binary`). */
function mayHoldPolicy(text: string): boolean {
  return text.includes('ValidatingPolicy') || /[\\!]/.test(text);
}

function asObject(object: Manifest): RequestPolicy[] {
  const spec = (object.spec ?? {}) as PolicySpec;
  const isPlugin = object.apiVersion.startsWith(PLUGIN_GROUP);
  if (!isPlugin && spec.evaluation?.mode !== 'Envoy') return [];
  return [policyAt(object, ['spec'], spec)];
}

/** The specs of the request policies in a file. */
function specsIn(text: string): PolicySpec[] {
  return documentsOf(text).flatMap(({ kind, spec }) =>
    kind === 'ValidatingPolicy' && spec?.evaluation?.mode === 'Envoy' ? [spec] : [],
  );
}

function policyAt(object: Manifest, path: Path, spec: PolicySpec): RequestPolicy {
  const verdict = lazy(() => judgeRequestPolicy({ ...spec, validations: spec.validations ?? spec.authorizations }));
  return {
    object,
    path,
    text: JSON.stringify(spec),
    spec,
    isCompiled: !object.apiVersion.startsWith(PLUGIN_GROUP),
    get verdict() {
      return verdict();
    },
    get denies() {
      return verdict().decides;
    },
  };
}

/** The fields of both formats that decide on requests. */
export interface PolicySpec extends RequestPolicySpec {
  readonly evaluation?: { readonly mode?: unknown };
  readonly failurePolicy?: unknown;
  /** Plugin 0.1. */
  readonly authorizations?: unknown;
}

/** A name in a policy that YAML 1.1 does not read as a text. */
export interface NameWithoutText {
  /** `spec.variables[0].name`. */
  readonly path: Path;
  readonly name: unknown;
}

/** The names that are no texts: the server skips a file with one of them. */
export function namesWithoutText(spec: PolicySpec): NameWithoutText[] {
  return (['variables', 'matchConditions'] as const).flatMap((field) => {
    const list = spec[field];
    if (!Array.isArray(list)) return [];
    const names = list.map((entry: { readonly name?: unknown } | null, i) => ({
      path: ['spec', field, i, 'name'],
      name: entry?.name,
    }));
    return names.filter(({ name }) => name !== undefined && typeof name !== 'string');
  });
}

interface PolicyDocument {
  readonly kind?: unknown;
  readonly spec?: PolicySpec;
}

/** The YAML parser loads only here, as most apps do not need it. */
function reader() {
  return require('../../manifests/read/readable-documents') as typeof import('../../manifests/read/readable-documents');
}

function documentsOf(text: string): readonly PolicyDocument[] {
  return reader()
    .readableDocuments(text)
    .filter((each): each is PolicyDocument => typeof each === 'object' && each !== null);
}
