import { CONTEXT } from '../../core/context-keys';

/** The rules of a host in context extensions; `undefined` if there are none, or no list. Entries may have any type. */
export function hostRulesIn({ [CONTEXT.rules]: text }: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
