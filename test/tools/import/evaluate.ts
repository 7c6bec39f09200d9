import { transformSync } from '@swc/core';
import { type Cel, type CelRule, cel } from '../../../lib/checks/cel/cel';
import type { Schema } from '../../../lib/checks/schema/schema';
import { Hoist } from '../../../tools/import/cel-code';
import { functionText } from '../../../tools/import/rules';

/** The function generated for a rule on values of a schema. */
export function ruleOf(rule: string, schema: Schema): CelRule {
  const hoist = new Hoist();
  const answer = functionText(rule, schema, hoist);
  const text = `(c: any) => { ${hoist.lines.join('\n')}\nreturn ${answer}; }`;
  const { code } = transformSync(text, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, isModule: false });
  const make: (c: Cel) => CelRule = new Function(`return ${code}`)();
  return make(cel);
}
