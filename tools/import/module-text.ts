import { comment, fieldDocs, structDocs } from './docs';
import { ruleFacts } from './facts';
import type { Found } from './find';
import { headLine } from './head';
import { apiVersionOf, type Resource } from './resource';
import type { Schema } from './schema';
import { collectStructs, type Struct, type Structs } from './structs';
import { literal, typeText } from './type-text';

/** Root properties that users do not write. */
const NOT_PROPS = ['apiVersion', 'kind', 'metadata', 'status'];

/** The TypeScript file of a kind: its class, its props and all their types. */
export function moduleText({ resource, origin }: Found, see: string): string {
  const { properties = {}, ...root } = resource.schema;
  const fields = Object.fromEntries(Object.entries(properties).filter(([name]) => !NOT_PROPS.includes(name)));
  const props: Schema = { ...root, properties: fields, required: root.required?.filter((name) => name in fields) };
  const structs = collectStructs(resource.kind, fields);
  const types = structs.list.map((struct) => structText(struct, structs, see));
  return [
    headText(headLine(origin)),
    classText(resource, props, see),
    propsText(resource.kind, props, structs, see),
    ...types,
  ].join('\n');
}

function headText(line: string): string {
  return `// ${line}
import { ApiObject } from 'cdk8s';
import type { ApiObjectMetadata, GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
`;
}

/** The class does not override `toJson`, so that JSON patches are kept, whether the types know their fields or not. */
function classText(resource: Resource, props: Schema, see: string): string {
  const { kind } = resource;
  const optional = props.required?.length ? '' : ' = {}';
  const groupVersionKind = `apiVersion: ${literal(apiVersionOf(resource))}, kind: ${literal(kind)}`;
  return `${comment(classDocs(resource, see))}export class ${kind} extends ApiObject {
  static readonly GVK: GroupVersionKind = { ${groupVersionKind} };

  static manifest(props: ${kind}Props${optional}): GroupVersionKind & ${kind}Props {
    return { ${groupVersionKind}, ...props };
  }

  constructor(scope: Construct, id: string, props: ${kind}Props${optional}) {
    super(scope, id, ${kind}.manifest(props));
  }
}
`;
}

function classDocs(resource: Resource, see: string): readonly string[] {
  const deprecated = resource.deprecated ? ['@deprecated Its CRD marks this version as deprecated.'] : [];
  const scope = `Scope: ${resource.scope === 'Cluster' ? 'cluster' : 'namespace'}.`;
  return [
    `Kind: ${apiVersionOf(resource)} ${resource.kind}.`,
    scope,
    ...ruleFacts(resource.schema),
    ...deprecated,
    `@see ${see}`,
  ];
}

function propsText(kind: string, props: Schema, structs: Structs, see: string): string {
  const docs = comment([`Fields of ${kind}.`, `@see ${see}`]);
  return `${docs}export interface ${kind}Props {\n  readonly metadata?: ApiObjectMetadata;\n${fieldsText(props, structs)}}\n`;
}

function structText(struct: Struct, structs: Structs, see: string): string {
  const open = struct.schema['x-kubernetes-preserve-unknown-fields'] ? '  readonly [field: string]: unknown;\n' : '';
  return `${comment(structDocs(struct, see))}export interface ${struct.name} {\n${fieldsText(struct.schema, structs)}${open}}\n`;
}

function fieldsText(owner: Schema, structs: Structs): string {
  const fields = Object.entries(owner.properties ?? {}).map(([name, schema]) => {
    const optional = owner.required?.includes(name) && schema.default === undefined ? '' : '?';
    return `${comment(fieldDocs(name, schema, owner), '  ')}  readonly ${key(name)}${optional}: ${typeText(schema, structs)};\n`;
  });
  return fields.join('');
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}
