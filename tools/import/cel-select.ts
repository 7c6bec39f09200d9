import { type Code, call, code, expectKind, operand, refuse, type Scope } from './cel-code';
import type { CelType } from './cel-type';

/** `target.name`, or `target.?name`: there a missing field gives an empty optional and no error. */
export function select(target: Code, name: string, scope: Scope, optional: boolean): Code {
  const { type, property, present } = fieldOf(target, name);
  const isOptional = optional || target.type.kind === 'optional';
  if (isOptional && !target.safe) refuse('an optional of an expression that may be an error');
  const path = target.path && `${target.path}${property}`;
  const isThere = present || (path !== undefined && scope.facts.has(path));
  const needsChain = !target.safe || target.type.kind === 'optional';
  const js = `${operand(target)}${needsChain ? `?.${property.replace(/^\./, '')}` : property}`;
  return isOptional
    ? code(js, { kind: 'optional', of: type }, true, { path, atom: true })
    : code(js, type, target.safe && isThere, { path, atom: true });
}

/** `has(target.name)`. */
export function has(target: Code, name: string, scope: Scope): Code {
  const field = select(target, name, scope, false);
  const found = code(`${field.js} !== undefined`, { kind: 'bool' }, true);
  if (target.safe) return found;
  if (target.path === undefined) refuse('has() of a field of a value without a path');
  return code(`${target.js} === undefined ? undefined : ${found.js}`, { kind: 'bool' }, false);
}

function fieldOf(target: Code, name: string): { readonly type: CelType; readonly property: string; readonly present: boolean } {
  const owner = target.type.kind === 'optional' ? target.type.of : target.type;
  if (owner.nullable) refuse(`.${name} of a value that may be null`);
  if (owner.kind === 'map') return { type: owner.of, property: propertyOf(name), present: false };
  if (owner.kind !== 'object') refuse(`.${name} of a value of type ${owner.kind}`);
  const field = owner.fields.get(name) ?? refuse(`the field ${name}, which the schema does not declare`);
  return { type: field.type, property: propertyOf(field.name), present: field.present };
}

/** Names that every JavaScript object inherits: `!== undefined` would find them. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

function propertyOf(name: string): string {
  if (INHERITED.includes(name)) refuse(`the field ${name}, which every JavaScript object has`);
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** `target[key]`, or `target[?key]`. */
export function index(target: Code, key: Code, scope: Scope, optional: boolean): Code {
  const inner = target.type.kind === 'optional' ? { ...target, type: target.type.of } : target;
  expectKind(inner, '[]', 'list', 'map');
  const isOptional = optional || target.type.kind === 'optional';
  if (isOptional && !(target.safe && key.safe)) refuse('an optional of an expression that may be an error');
  const found = inner.type.kind === 'map' ? entryOf(target, inner.type.of, key) : itemOf(target, inner.type, key, scope);
  return isOptional ? { ...found, type: { kind: 'optional', of: found.type }, safe: true } : found;
}

function itemOf(list: Code, type: CelType, key: Code, scope: Scope): Code {
  if (type.kind !== 'list') return refuse(`an entry of a value of type ${type.kind}`);
  expectKind(key, '[]', 'int');
  if (typeof key.value !== 'number') return call('item', type.of, false, list, key);
  const path = list.path && `${list.path}[${key.value}]`;
  const chain = list.safe && list.type.kind !== 'optional' ? '' : '?.';
  const isThere = path !== undefined && scope.facts.has(path);
  return code(`${operand(list)}${chain}[${key.value}]`, type.of, list.safe && isThere, { path, atom: true });
}

function entryOf(map: Code, of: CelType, key: Code): Code {
  expectKind(key, '[]', 'string');
  return call('entry', of, false, map, key);
}
