import { CONTEXT } from '../../core/context-keys';
import { memoize } from '../../core/memo';
import { isObject } from '../../core/shapes';

/** The rules of a host in context extensions; `undefined` if there are none, or no list. Entries may have any type. */
export function hostRulesIn({ [CONTEXT.rules]: text }: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  return typeof text === 'string' ? parsed(text).rules : undefined;
}

/** When the report mode of a host and of its rules ends, in seconds since 1970, and the context extension that says so. */
export function reportEndsIn(extensions: Readonly<Record<string, unknown>>): readonly ReportEnd[] {
  const { [CONTEXT.report]: ofHost } = extensions;
  const ofRules = (hostRulesIn(extensions) ?? []).filter(isObject);
  return [
    ...(ofHost === undefined ? [] : [{ key: CONTEXT.report, end: Number(ofHost) }]),
    ...ofRules.flatMap(({ report }) => (typeof report === 'number' ? [{ key: CONTEXT.rules, end: report }] : [])),
  ];
}

export interface ReportEnd {
  readonly key: string;
  readonly end: number;
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
