import { duplicates } from '../../core/group-by';
import { instantOf } from '../../core/instant';
import { isKubernetesDnsLabel } from '../../core/net/dns';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { compileRules, conditionsOf } from '../authz/compiled-rules';
import { mistakesOf } from '../authz/conditions/compile';
import { OWN_RULES } from '../authz/request-policy';
import type { RequestRule } from '../authz/request-rule';
import type { CallerSet } from '../caller/caller-set';
import { INSTANTS } from './approval-checks';
import type { ExternalHostProps } from './external-host-props';

interface RequestSubject {
  readonly props: ExternalHostProps;
  readonly capabilities: Capabilities;
  readonly now: Date;
}

const rulesOf = ({ props }: RequestSubject): readonly RequestRule[] => props.requests ?? [];
const nameOf = ({ match }: RequestRule) => match.name;
const OWN: readonly string[] = Object.values(OWN_RULES);

const badNames = (s: RequestSubject) =>
  rulesOf(s)
    .map(nameOf)
    .filter((name) => !isKubernetesDnsLabel(name) || OWN.includes(name));

const repeated = (s: RequestSubject) =>
  duplicates(rulesOf(s).map((rule, index) => [nameOf(rule), String(index)])).map(([name]) => name);

const mistakes = (s: RequestSubject) =>
  rulesOf(s).flatMap((rule) =>
    conditionsOf(rule).flatMap((each) => mistakesOf(each).map((mistake) => `${nameOf(rule)}: ${mistake}`)),
  );

/** The sets that a rule names, but that are not those of the host. */
function strangers({ props: { callers, moreCallers = [], requests = [] } }: RequestSubject): string[] {
  const first = Array.isArray(callers) ? [] : [(callers as CallerSet).name];
  const known = [...first, ...moreCallers.map(({ name }) => name)];
  const named = requests.flatMap(({ match }) => match.callers ?? []).map(({ name }) => name);
  return [...new Set(named)].filter((name) => !known.includes(name));
}

/** The ways that lead all callers to one port, with which rules could not tell sets apart. */
const narrowWays = ({ props: { moreCallers, ways = [] } }: RequestSubject) =>
  moreCallers === undefined ? [] : ways.map(({ kind }) => `Way.${kind}`);

/** The names of rules after one without conditions, which decides on all requests. */
function unreachable(s: RequestSubject): string[] {
  const rules = rulesOf(s);
  const last = rules.findIndex((rule) => rule.match.reportUntil === undefined && conditionsOf(rule).length === 0);
  return last < 0 ? [] : rules.slice(last + 1).map(nameOf);
}

/** The ends of report mode, of the host and of its rules, by the place where they are written. */
function reports(s: RequestSubject): (readonly [place: string, date: string])[] {
  const ofRules = rulesOf(s).map(({ match }) => [match.name, match.reportUntil] as const);
  return [['the host', s.props.reportUntil] as const, ...ofRules].flatMap(([place, date]) =>
    date === undefined ? [] : [[place, date] as const],
  );
}

const malformed = (s: RequestSubject) => reports(s).filter(([, date]) => instantOf(date) === undefined);
const passed = (s: RequestSubject) =>
  reports(s).filter(([, date]) => (instantOf(date)?.millis ?? Number.POSITIVE_INFINITY) <= s.now.getTime());
const shown = (found: readonly (readonly [string, string])[]) => found.map((pair) => pair.join(': ')).join('; ');

/** The headers that rules read, but that the owner of the gateway does not forward to the server. */
function unseen({ props: { gateway, requests } }: RequestSubject): string[] {
  const { headersToForward } = gateway;
  return gateway.isImported ? compileRules(requests).needs.headers.filter((name) => !headersToForward?.includes(name)) : [];
}

const needsPolicy = ({ props: { gateway, requests } }: RequestSubject) =>
  gateway.isImported && gateway.policies?.length !== 1 && compileRules(requests).needs.expressions.size > 0;

/** The checks of the rules for the requests to a host. */
export const requestChecks: readonly PropCheck<RequestSubject>[] = [
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => badNames(s).length > 0,
    got: badNames,
    allowed: `names of rules: a-z, 0-9 and -, at most 63 characters; not ${OWN.join(', ')}`,
    fix: 'correct the name of the rule',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => repeated(s).length > 0,
    got: repeated,
    allowed: 'each name once per host, so that the access log tells the rules apart',
    fix: 'rename one of the rules',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => mistakes(s).length > 0,
    got: mistakes,
    allowed: 'conditions that a request can meet, as their documentation says',
    fix: 'correct the condition',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => unreachable(s).length > 0,
    got: (s) => `${unreachable(s).join(', ')}, after a rule without conditions`,
    allowed: 'rules that some request can reach: the first rule that matches decides',
    fix: 'move the rule without conditions to the end, or remove the rules after it',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => strangers(s).length > 0,
    got: (s) => `callers ${strangers(s).join(', ')}`,
    allowed: 'sets of the host: a CallerSet as callers, and those of moreCallers',
    fix: 'add the set to moreCallers, or name another one in the rule',
  },
  {
    rule: 'input/ways',
    path: 'moreCallers',
    breaks: (s) => narrowWays(s).length > 0,
    got: (s) => `moreCallers with ${narrowWays(s).join(', ')}`,
    allowed: 'calls to the Service of the gateway: a way leads all callers to one port, at which the mesh admits one set',
    fix: 'put all callers into one set, and tell them apart by a token; or remove ways',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: ({ props }) => props.requests !== undefined && props.gateway.decision === undefined,
    got: (s) => rulesOf(s).map(nameOf),
    allowed: 'no rules for a gateway that requires no decision: its routes forward all requests to the host',
    fix: 'remove requests, or remove decision from the gateway',
  },
  {
    rule: 'input/platform-feature',
    path: 'requests',
    breaks: ({ props, capabilities }) => props.requests !== undefined && capabilities.policyForm !== 'file',
    got: (s) => rulesOf(s).map(nameOf),
    allowed: 'no rules of hosts for kyvernoAuthz 0.1 and 0.2, whose server cannot read JSON',
    fix: 'target kyvernoAuthz 0.3 or later, or remove requests',
  },
  {
    rule: 'input/platform-feature',
    path: 'reportUntil',
    breaks: ({ props, capabilities }) => props.reportUntil !== undefined && capabilities.policyForm !== 'file',
    allowed: 'no report mode for kyvernoAuthz 0.1 and 0.2',
    fix: 'target kyvernoAuthz 0.3 or later, or remove reportUntil',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: (s) => unseen(s).length > 0,
    got: (s) => `conditions on the headers ${unseen(s).join(', ')}`,
    allowed: 'headers that the gateway forwards to the authorization server: those in headersToForward of fromGatewayName',
    fix: 'ask the owner of the gateway to add them to headersToForward of the ExtAuthPolicy, then write the same list in fromGatewayName',
  },
  {
    rule: 'input/requests',
    path: 'requests',
    breaks: needsPolicy,
    got: () => 'any, not, cel, or a field inside an object of the body, which need an expression in the policy',
    allowed: 'conditions without an expression of their own, because another repository has the policy',
    fix: 'write several rules instead, or declare the host in the repository of the ExtAuthPolicy',
  },
  {
    rule: 'input/requests',
    path: 'reportUntil',
    breaks: (s) => malformed(s).length > 0,
    got: (s) => shown(malformed(s)),
    allowed: INSTANTS,
    fix: 'write the date in UTC',
  },
  {
    rule: 'egress/report-ended',
    severity: 'warning',
    path: 'reportUntil',
    breaks: (s) => passed(s).length > 0,
    got: (s) => shown(passed(s)),
    allowed: ({ now }) => `an end after now, ${now.toISOString()}: the gateway already denies what it only reported`,
    fix: 'remove reportUntil, or set a later date',
  },
];
