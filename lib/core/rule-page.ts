/** Components whose rules are sections of one page. All other rules have their own page. */
const SHARED_PAGES: readonly string[] = ['input', 'invariant', 'schema', 'istio'];

/**
 * The page of a rule, as a path in the package: `docs/rules/egress-retry-budget.md`, `docs/rules/input.md#inputport`. Anchors are
 * those that GitHub makes of headings: in lower case, without slashes.
 *
 * @param rule - its id, such as `egress/retry-budget`
 */
export function pageOf(rule: string): string {
  const [component = '', name = ''] = rule.split('/');
  return SHARED_PAGES.includes(component)
    ? `docs/rules/${component}.md#${component}${name}`
    : `docs/rules/${component}-${name}.md`;
}
