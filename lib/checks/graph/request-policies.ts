import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';

/** Where a request policy of the authorization server stands. */
export interface RequestPolicy {
  /** A ConfigMap that the server reads as files, or the policy as an object of the cluster. */
  readonly object: Manifest;
  /** `data['policy.yaml']` or `binaryData['policy.yaml']` of a ConfigMap; `spec` of an object. */
  readonly path: Path;
  /** The spec of the policy as JSON, in which its CEL can be looked for. */
  readonly text: string;
  /** Whether it answers every request, in the end by a refusal; `undefined` when that can't be told. */
  readonly denies: boolean | undefined;
}

const CLUSTER_FORM = KIND.ValidatingPolicy;
const PLUGIN_FORM = KIND.EnvoyAuthorizationPolicy;

/** Every request policy among the objects: in ConfigMaps, in the cluster, and in the form of plugin 0.1 and 0.2. */
export function requestPoliciesOf(catalogue: Catalogue): RequestPolicy[] {
  const files = catalogue.ofKind('ConfigMap').flatMap(inConfigMap);
  const objects = [CLUSTER_FORM, PLUGIN_FORM].flatMap((kind) => catalogue.ofKind(kind).flatMap(asObject));
  return [...files, ...objects];
}

function inConfigMap(object: Manifest): RequestPolicy[] {
  const files = filesOf(object).filter(({ text }) => mayHoldPolicy(text));
  return files.flatMap(({ path, text }) => specsIn(text).map((spec) => policyAt(object, path, spec)));
}

/** The files that a ConfigMap becomes where it is mounted. */
function filesOf({ data, binaryData }: Manifest): { readonly path: Path; readonly text: string }[] {
  const texts = Object.entries(data ?? {}).map(([key, text]) => ({ path: ['data', key], text: String(text) }));
  const bytes = Object.entries(binaryData ?? {}).map(([key, base64]) => ({
    path: ['binaryData', key],
    text: Buffer.from(String(base64), 'base64').toString(),
  }));
  return [...texts, ...bytes];
}

/** Whether YAML can come to the word: it is written out, with an escape in double quotes, or behind a tag (`!!binary`). */
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
  return { object, path, text: JSON.stringify(spec), denies: deniesInTheEnd(spec) };
}

/** The parts of both forms that say how requests are answered. */
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

/** A text that is no YAML holds no policy; the server reports that itself. Most apps load no YAML parser for anything else. */
function documentsOf(text: string): readonly PolicyDocument[] {
  const { readableDocuments } =
    require('../../manifests/read/readable-documents') as typeof import('../../manifests/read/readable-documents');
  return readableDocuments(text).filter((each): each is PolicyDocument => typeof each === 'object' && each !== null);
}

/** A policy that has conditions is skipped where they don't hold, and what no policy decides is let through. */
function deniesInTheEnd({ matchConditions, validations, authorizations }: PolicySpec): boolean | undefined {
  if (Array.isArray(matchConditions) && matchConditions.length > 0) return false;
  const answers = validations ?? authorizations;
  if (!Array.isArray(answers)) return undefined;
  const last: unknown = answers.at(-1)?.expression;
  return typeof last === 'string' ? deniesAlways(last) : false;
}

/** Whether a CEL expression answers always, and by a refusal unless a condition holds. */
function deniesAlways(expression: string): boolean | undefined {
  const [condition, ...branches] = ternary(expression);
  if (branches.length === 0) {
    const bare = (condition as string).trim();
    return bare.startsWith('envoy.Denied(') ? true : /^(null|envoy\.Allowed\()/.test(bare) ? false : undefined;
  }
  const [then, otherwise] = branches as [string, string];
  const answered = /^\s*envoy\.(Allowed|Denied)\(/.test(then) ? true : then.trim() === 'null' ? false : undefined;
  const denied = deniesAlways(otherwise);
  return answered === false || denied === false ? false : answered && denied;
}

/** The parts of an outermost `a ? b : c`; of anything else the whole. */
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
