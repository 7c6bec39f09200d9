import type { Schema } from '../../../tools/import/schema';
import { literal, typeText } from '../../../tools/import/type-text';

const noStructs = { list: [], of: () => undefined };

test.each<[Schema, string]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'integer', format: 'int64' }, 'number'],
  [{ type: 'string', format: 'date-time' }, 'string'],
  [{ type: 'string', nullable: true }, 'string | null'],
  [{ type: 'string', enum: ['audit', 'Audit', ''] }, "'audit' | 'Audit' | ''"],
  [{ type: 'string', allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, "'b'"],
  [{ type: 'integer', enum: [301, 302] }, '301 | 302'],
  [{ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }, 'number | string'],
  [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, 'string | number'],
  [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
  [{ type: 'array', items: { type: 'array', items: { type: 'string' } } }, 'readonly (readonly string[])[]'],
  [{ type: 'array' }, 'readonly unknown[]'],
  [{ type: 'object', additionalProperties: { type: 'boolean' } }, 'Readonly<Record<string, boolean>>'],
  [{ type: 'object', additionalProperties: true }, 'Readonly<Record<string, unknown>>'],
  [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'Readonly<Record<string, unknown>>'],
  [{ type: 'object' }, 'Readonly<Record<string, never>>'],
  [{ 'x-kubernetes-preserve-unknown-fields': true }, 'unknown'],
])('%j is %s', (schema, type) => {
  expect(typeText(schema, noStructs)).toBe(type);
});

test.each(["it's", 'a"b', 'a\\b', 'a\nb'])('the text %j survives as a TypeScript literal', (text) => {
  expect(Function(`return ${literal(text)}`)()).toBe(text);
});
