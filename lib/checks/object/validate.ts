import { Issues, type SchemaIssue } from '../schema/issue';
import type { CompiledKind } from './compile-kind';

export type { SchemaIssue, SchemaRule } from '../schema/issue';
export { type CompiledKind, compileKind } from './compile-kind';

const NONE: readonly SchemaIssue[] = [];

/**
 * Checks an object as the API server does on creation with strict field validation. Does not change the object.
 *
 * @returns all reasons for which the API server would reject the object; empty if it would accept it
 */
export function validate(object: Readonly<Record<string, unknown>>, kind: CompiledKind): readonly SchemaIssue[] {
  const issues = new Issues();
  kind.check(object, issues);
  return issues.count === 0 ? NONE : issues.list();
}
