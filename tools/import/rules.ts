import { compileRe2 } from '../../lib/checks/cel/re2';
import { code, expectKind, Hoist } from './cel-code';
import { parseCel } from './cel-parse';
import { translate } from './cel-translate';
import { rootSchema, typeOfSchema } from './cel-type';
import type { Found } from './find';
import { headLine } from './head';
import { apiVersionOf } from './resource';
import { type CelRuleSchema, mapChildren, type Schema } from './schema';

/** A kind's schema, in which each CEL rule refers to its function, and the file with these functions. */
export interface RuledSchema {
  readonly schema: Schema;
  /** Empty for a kind without rules. */
  readonly rulesText: string;
}

/** The functions of a kind. Each text occurs once. */
interface Functions {
  readonly hoist: Hoist;
  readonly indexes: Map<string, number>;
}

/** @throws if a rule or a pattern cannot be translated exactly, with its path */
export function ruledSchema({ resource, origin }: Found): RuledSchema {
  const functions: Functions = { hoist: new Hoist(), indexes: new Map() };
  const schema = ruled(resource.schema, `${apiVersionOf(resource)} ${resource.kind}`, functions, true);
  return { schema, rulesText: functions.indexes.size > 0 ? fileText(headLine(origin), functions) : '' };
}

function ruled(schema: Schema, at: string, functions: Functions, isRoot = false): Schema {
  if (schema.pattern !== undefined) placed(at, schema.pattern, () => compileRe2(schema.pattern as string));
  const judged = isRoot || schema['x-kubernetes-embedded-resource'] ? rootSchema(schema) : schema;
  const rules = schema['x-kubernetes-validations']?.map((rule) => ({ ...rule, index: indexOf(rule, judged, at, functions) }));
  const inner = mapChildren(schema, (child, step) => ruled(child, step ? `${at}.${step}` : at, functions));
  return rules ? { ...inner, 'x-kubernetes-validations': rules } : inner;
}

function indexOf({ rule }: CelRuleSchema, schema: Schema, at: string, { hoist, indexes }: Functions): number {
  const text = placed(at, rule, () => functionText(rule, schema, hoist));
  const index = indexes.get(text) ?? indexes.size;
  indexes.set(text, index);
  return index;
}

/** The JavaScript function of a rule on values of a schema. `hoist` adds what it calls. @throws if it cannot be exact */
export function functionText(rule: string, schema: Schema, hoist: Hoist): string {
  const type = typeOfSchema({ ...schema, nullable: false });
  if (!type) throw new Error('the API server hides values of this schema from rules');
  const vars = new Map([['self', code('self', type, true, { path: 'self' })]]);
  const answer = translate(parseCel(rule), { vars, facts: new Set(), hoist });
  expectKind(answer, 'the answer', 'bool');
  return `(${answer.js.includes('self') ? 'self: any' : ''}) => ${answer.js}`;
}

function placed<T>(at: string, what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${at}: ${JSON.stringify(what)} can't be translated: ${why}`);
  }
}

function fileText(head: string, { hoist, indexes }: Functions): string {
  return `// ${head}
import type { CelRules } from '../../lib/checks/cel/cel';

export const rules: CelRules = (${[...hoist.lines, ...indexes.keys()].some((line) => line.includes('c.')) ? 'c' : ''}) => {
${hoist.lines.map((line) => `  ${line}\n`).join('')}  return [
${[...indexes.keys()].map((text) => `    ${text},\n`).join('')}  ];
};
`;
}
