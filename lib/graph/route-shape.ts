import type { Manifest } from '../manifests/manifest';

type Fields = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const maybe = (test: Test) => (value: unknown) => value === undefined || test(value);
const listOf = (test: Test) => maybe((value) => Array.isArray(value) && value.every(test));
const withFields = (tests: Readonly<Record<string, Test>>) => (value: unknown) =>
  isFields(value) && Object.entries(tests).every(([field, test]) => test(value[field]));

const isReference = withFields({ name: isText, group: maybe(isText), kind: maybe(isText), namespace: maybe(isText) });
const isFilter = withFields({
  requestMirror: maybe(withFields({ backendRef: isReference })),
  extensionRef: maybe(isReference),
});
const isRule = withFields({
  matches: listOf(withFields({ headers: listOf(withFields({ name: isText })) })),
  filters: listOf(isFilter),
  backendRefs: listOf(isReference),
});
const isSpec = withFields({ hostnames: listOf(isText), parentRefs: listOf(isReference), rules: listOf(isRule) });

/** Whether a route of a kind without a pinned schema has the shape of what the graph reads of it. */
export function isRouteShaped({ spec }: Manifest): boolean {
  return isSpec(spec);
}
