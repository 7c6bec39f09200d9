import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';

/** A request policy of the authorization server. */
export interface RequestPolicy {
  /** A ConfigMap that the server reads as files, or the policy as an object in the cluster. */
  readonly object: Manifest;
  /** `data['policy.yaml']` or `binaryData['policy.yaml']` of a ConfigMap; `spec` of an object. */
  readonly path: Path;
  /** The spec of the policy as JSON, to search its CEL. */
  readonly text: string;
  /** Whether it decides on every request, and denies by default; `undefined` if unknown. */
  readonly denies: boolean | undefined;
}

const CLUSTER_FORM = KIND.ValidatingPolicy;
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
  const isPlugin = object.apiVersion.startsWith('envoy.kyverno.io/');
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
  return { object, path, text: JSON.stringify(spec), denies: deniesByDefault(spec) };
}

/** The fields of both formats that decide on requests. */
interface PolicySpec {
  readonly evaluation?: { readonly mode?: unknown };
  readonly matchConditions?: readonly unknown[];
  readonly validations?: readonly { readonly expression?: unknown }[];
  /** Plugin 0.1. */
  readonly authorizations?: readonly { readonly expression?: unknown }[];
}

interface PolicyDocument {
  readonly kind?: unknown;
  readonly spec?: PolicySpec;
}

/** Invalid YAML contains no policy: the server reports it. The YAML parser loads only here, as most apps do not need it. */
function documentsOf(text: string): readonly PolicyDocument[] {
  const { readableDocuments } =
    require('../../manifests/read/readable-documents') as typeof import('../../manifests/read/readable-documents');
  return readableDocuments(text).filter((each): each is PolicyDocument => typeof each === 'object' && each !== null);
}

/** The server skips a policy whose conditions are false, and allows requests that no policy decides on. */
function deniesByDefault({ matchConditions, validations, authorizations }: PolicySpec): boolean | undefined {
  if (Array.isArray(matchConditions) && matchConditions.length > 0) return false;
  const decisions = validations ?? authorizations;
  if (!Array.isArray(decisions)) return undefined;
  const last: unknown = decisions.at(-1)?.expression;
  return typeof last === 'string' ? deniesAlways(last) : false;
}

/** Whether a CEL expression always decides, and denies unless one of its conditions is true. */
function deniesAlways(expression: string): boolean | undefined {
  const [condition, ...branches] = ternary(expression);
  if (branches.length === 0) {
    const bare = (condition as string).trim();
    return bare.startsWith('envoy.Denied(') ? true : /^(null|envoy\.Allowed\()/.test(bare) ? false : undefined;
  }
  const [then, otherwise] = branches as [string, string];
  const decided = /^\s*envoy\.(Allowed|Denied)\(/.test(then) ? true : then.trim() === 'null' ? false : undefined;
  const denied = deniesAlways(otherwise);
  return decided === false || denied === false ? false : decided && denied;
}

/** The three parts of an outermost `a ? b : c`; otherwise the whole text. */
function ternary(text: string): string[] {
  let depth = 0;
  let question = -1;
  let nested = 0;
  for (const { index, 0: token } of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()[\]{}]|(?<![.[])\?|:/g)) {
    if ('([{'.includes(token)) depth += 1;
    else if (')]}'.includes(token)) depth -= 1;
    else if (depth > 0) continue;
    else if (token === '?' && question < 0) question = index;
    else if (token === '?') nested += 1;
    else if (token === ':' && nested > 0) nested -= 1;
    else if (token === ':' && question >= 0)
      return [text.slice(0, question), text.slice(question + 1, index), text.slice(index + 1)];
  }
  return [text];
}
