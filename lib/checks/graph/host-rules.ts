import { CONTEXT } from '../../core/context-keys';
import { memoize } from '../../core/memo';

/** The rules of a host in context extensions; `undefined` if there are none, or no list. Entries may have any type. */
export function hostRulesIn({ [CONTEXT.rules]: text }: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  return typeof text === 'string' ? parsed(text).rules : undefined;
}

/** Several rules and invariants read the rules of each host, and many hosts have the same. */
const parsed = memoize((text): { readonly rules?: readonly unknown[] } => {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? { rules: list } : {};
  } catch {
    return {};
  }
});
