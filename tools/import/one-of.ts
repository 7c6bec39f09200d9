import type { Schema } from './schema';

/** How many of some fields can be set, if a schema expresses it by `required` in `oneOf`, `anyOf` and `not`. */
export function oneOfFacts(schema: Schema): readonly string[] {
  const nested = (schema.allOf ?? []).flatMap(oneOfFacts);
  return [...choice('Exactly', 'At most', schema.oneOf), ...choice('At least', 'Any number', schema.anyOf), ...nested];
}

/** A branch that only means "none of these" makes the choice optional. */
function choice(must: string, may: string, branches: readonly Schema[] = []): readonly string[] {
  const named = branches.flatMap((branch) => requiredOnly(branch));
  const none = branches.filter((branch) => Object.keys(branch).length === 1 && branch.not?.anyOf);
  if (named.length < 2 || named.length + none.length !== branches.length) return [];
  return [`${none.length > 0 ? may : must} one of: ${named.join(', ')}.`];
}

function requiredOnly(branch: Schema): readonly string[] {
  const words = Object.keys(branch);
  if (words.length !== 1 || !branch.required) return [];
  return [branch.required.map((field) => `\`${field}\``).join(' with ')];
}
