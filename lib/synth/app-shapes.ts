import { EXTERNAL_OBJECT, isExternalObject } from '../core/external-object';
import { isLabelDomain, LABEL_DOMAIN } from '../core/label-domain';
import { isNamespacePattern } from '../core/name-pattern';
import { isKubernetesDnsSubdomain } from '../core/net/dns';
import { ruleProblem } from '../core/rule-ids';
import { type Field, isObject, listOf, oneOf, optional, recordOf, type Shape, text, value } from '../core/shapes';
import { approvalLimitsShape } from './approval-limit-shapes';

const SEVERITIES = ['error', 'warning', 'info', 'off'];
const RESOLVERS = {
  rule: 'input/property',
  allowed: 'an object with the method resolve',
  fix: 'correct the resolver, or remove it',
};
const isResolver = (given: unknown) => isObject(given) && typeof given.resolve === 'function';

const NAMESPACES = {
  rule: 'input/property',
  allowed: 'the name of a namespace, or a pattern such as openshift-*',
  fix: "write platformNamespaces: ['monitoring']",
};

const CLASSES = {
  rule: 'input/property',
  allowed: 'the name of a GatewayClass, such as kgateway',
  fix: "write gatewayClasses: ['egress']",
};

const SEVERITY = oneOf(SEVERITIES, 'input/property', 'correct the severity, or remove it for the default of the rule');

const EXTERNAL = { rule: 'input/property', allowed: EXTERNAL_OBJECT, fix: "write external: ['Gateway egress-system/egress']" };

/** A severity. Its key must be the id of a rule whose severity can be changed. */
const severityOfRule: Shape = (given, path, reading) => {
  const problem = ruleProblem(String(path.at(-1)));
  return problem ? reading.report(path, problem.got, { rule: 'input/property', ...problem }) : SEVERITY(given, path, reading);
};

const INVARIANTS = {
  rule: 'input/property',
  allowed: 'the path of a file',
  fix: "write invariants: 'invariants.yaml', or remove it",
};

const NO_WAIVERS = {
  rule: 'input/property',
  allowed: 'true, or a list of rules',
  fix: "write noWaivers: ['egress/no-decision']",
};

/** The id of a rule that can be waived. */
const waivableRule: Shape = (given, path, reading) => {
  const problem = typeof given === 'string' ? ruleProblem(given) : undefined;
  if (problem) return reading.report(path, problem.got, { rule: 'input/property', ...problem });
  return typeof given === 'string' ? given : reading.report(path, given, NO_WAIVERS);
};
const RULE_LIST = listOf(waivableRule, NO_WAIVERS);

/** The shapes of the properties of an `EgressApp`. The platform checks its versions itself. */
export const appFields = {
  outdir: optional(
    text({ rule: 'input/property', allowed: 'the path of a folder', fix: 'correct the path, or remove outdir for dist' }),
  ),
  resolvers: optional(listOf(value(isResolver, RESOLVERS), { ...RESOLVERS, allowed: 'a list of resolvers' })),
  platform: optional((given) => given),
  now: optional(
    value((given) => given instanceof Date && !Number.isNaN(given.getTime()), {
      rule: 'input/property',
      allowed: 'a valid Date',
      fix: "write now: new Date('2026-11-23'), or remove it for the current time",
    }),
  ),
  layout: optional(oneOf(['chart', 'object', 'owner'], 'input/property', 'correct the layout, or remove it for chart')),
  severities: optional(
    recordOf(severityOfRule, {
      rule: 'input/property',
      allowed: 'an object with the id of each rule and its severity',
      fix: "write severities: { '<rule>': 'warning' }",
    }),
  ),
  external: optional(
    listOf(
      value((given) => typeof given === 'string' && isExternalObject(given), EXTERNAL, true),
      { ...EXTERNAL, allowed: `a list of ${EXTERNAL_OBJECT}` },
    ),
  ),
  platformNamespaces: optional(
    listOf(
      value((given) => typeof given === 'string' && isNamespacePattern(given), NAMESPACES, true),
      { ...NAMESPACES, allowed: 'a list of names of namespaces' },
    ),
  ),
  approvals: optional(approvalLimitsShape),
  noWaivers: optional(
    (given, path, reading) => (given === true ? given : RULE_LIST(given, path, reading)),
    () => true,
  ),
  invariants: optional(value((given) => typeof given === 'string' && given !== '', INVARIANTS, true)),
  labelDomain: optional(
    value(isLabelDomain, { ...LABEL_DOMAIN, rule: 'input/label-domain', fix: `${LABEL_DOMAIN.fix}, or remove it` }, true),
  ),
  gatewayClasses: optional(
    listOf(value(isKubernetesDnsSubdomain, CLASSES, true), { ...CLASSES, allowed: 'a list of the names of GatewayClasses' }),
  ),
} satisfies Record<string, Field>;
