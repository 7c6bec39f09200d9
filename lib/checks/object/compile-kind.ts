import { lazy } from '../../core/memo';
import { kindKey } from '../../manifests/manifest';
import { type CelRules, cel } from '../cel/cel';
import { checkKubernetes } from '../kubernetes/kubernetes';
import { checkMetadata, type Metadata } from '../kubernetes/metadata';
import { LABEL, type NameSyntax, PATH_SEGMENT, SUBDOMAIN } from '../kubernetes/name-syntax';
import { Compiler } from '../schema/compiler';
import type { Issues, SchemaRule } from '../schema/issue';
import type { KindSchema } from '../schema/kind-schema';
import { checkAt, isObject, type JsonObject, type Node, type Validator } from '../schema/node';
import type { Schema } from '../schema/schema';
import { OBJECT_META } from './object-meta';

/** A kind whose objects can be checked. Each part of its schema is compiled when the first value reaches it. */
export interface CompiledKind {
  readonly kind: KindSchema;
  /** Adds the issues of an object. */
  readonly check: (object: JsonObject, issues: Issues) => void;
}

/** The groups of Kubernetes itself, which no CRD can have. */
const NATIVE = new Set(['', 'apps', 'networking.k8s.io', 'policy', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io']);

/** Kinds whose names are not DNS subdomains. */
const NAMES: Readonly<Record<string, NameSyntax>> = {
  Namespace: LABEL,
  Service: LABEL,
  'policy/PodDisruptionBudget': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRole': PATH_SEGMENT,
};

/** Compiles a kind. @throws Error for parts of a schema that this library does not support */
export function compileKind(kind: KindSchema, rules: CelRules): CompiledKind {
  const native = NATIVE.has(kind.group);
  const { status, ...fields } = kind.schema.properties ?? {};
  const dropsStatus = status !== undefined && kind.statusSubresource;
  const compiler = compilerOf(kind, rules, native);
  const root = compiler.node(rootSchema(kind.schema, dropsStatus ? fields : { ...fields, ...(status && { status }) }));
  const statusCheck = dropsStatus ? lazy(() => droppedCheck(compiler.node(status), native)) : undefined;
  const key = kindKey(kind.group, kind.kind);
  const check = (object: JsonObject, issues: Issues) => {
    checkRoot(root, statusCheck, object, issues);
    if (native && !issues.structural) checkKubernetes(key, object, issues);
  };
  return { kind, check };
}

function compilerOf(kind: KindSchema, rules: CelRules, native: boolean): Compiler {
  const given = new Map([[OBJECT_META, metadataNode(NAMES[kindKey(kind.group, kind.kind)] ?? SUBDOMAIN)]]);
  return new Compiler({ style: native ? 'native' : 'custom', defs: kind.$defs, rules: lazy(() => rules(cel)), given });
}

/** Checks metadata: first its fields, which schemas of CRDs do not specify, then the requirements on all objects. */
function metadataNode(syntax: NameSyntax): Node {
  const fields = metadataFields();
  const check: Validator = (value, issues) => {
    const before = issues.count;
    fields.check(value, issues);
    if (issues.count === before) checkMetadata(value as Metadata, syntax, issues);
    return value;
  };
  return { check, anyText: false, nullable: false, fallback: undefined };
}

const metadataFields = lazy(() => new Compiler({ style: 'native' }).node(OBJECT_META));

function rootSchema(schema: Schema, fields: Readonly<Record<string, Schema>>): Schema {
  const text = { type: 'string' };
  const properties = { ...fields, apiVersion: text, kind: text, metadata: OBJECT_META };
  return { ...schema, properties, required: [...new Set([...(schema.required ?? []), 'apiVersion', 'kind', 'metadata'])] };
}

const READ_INTO_GO: readonly SchemaRule[] = ['schema/type', 'schema/format', 'schema/range'];

/** A status is dropped on creation, but must be readable: its fields must be known, and fit the Go types of native kinds. */
function droppedCheck(node: Node, native: boolean): Validator {
  const isKept = (rule: SchemaRule, got: unknown) =>
    rule === 'schema/unknown-field' || (native ? READ_INTO_GO.includes(rule) : rule === 'schema/type' && holdsFields(got));
  return (value, issues) => {
    const before = issues.count;
    if (value !== null) checkAt(node, value, 'status', issues);
    issues.rollback(before, isKept);
    return value;
  };
}

/** If a value must not be an object, all its fields are unknown. */
function holdsFields(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsFields);
  return isObject(value) && Object.keys(value).length > 0;
}

function checkRoot(root: Node, statusCheck: (() => Validator) | undefined, object: JsonObject, issues: Issues): void {
  if (statusCheck === undefined || object.status === undefined) {
    root.check(object, issues);
    return;
  }
  const { status, ...rest } = object;
  root.check(rest, issues);
  statusCheck()(status, issues);
}
