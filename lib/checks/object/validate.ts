import { Issues, type SchemaIssue } from '../schema/issue';
import type { CompiledKind } from './compile-kind';

export type { SchemaIssue, SchemaRule } from '../schema/issue';
export { type CompiledKind, compileKind } from './compile-kind';

const NONE: readonly SchemaIssue[] = [];

/**
 * Judges an object as the API server does on creation with strict field validation. The object is not changed.
 *
 * @returns everything that it would refuse the object for; empty when it would take it
 */
export function validate(object: Readonly<Record<string, unknown>>, kind: CompiledKind): readonly SchemaIssue[] {
  const issues = new Issues();
  kind.judge(object, issues);
  return issues.count === 0 ? NONE : issues.list();
}
