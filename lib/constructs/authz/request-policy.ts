import { CONTEXT } from '../../core/context-keys';
import { Decision } from '../gateway/decision';
import type { PolicyNeeds } from '../gateway/server-pods';
import { EVERY_REQUEST } from './compiled-rules';
import { type Condition, celOf, type Reads, readsOf } from './conditions/compile';
import { celOfTerms, REQUEST } from './conditions/term';

/** The input for a request policy. */
export interface RequestPolicyInput {
  /** Its name, which the access log records with each decision. */
  readonly name: string;
  /** One of them must hold for every request to any host. */
  readonly allow: readonly Condition[];
  /** The body of the response to denied requests. */
  readonly message: string;
  /** The source addresses whose requests are denied in any case: IPv4, or IPv6 in the form in which Envoy writes it. @default - none */
  readonly nodeAddresses?: readonly string[];
  /** Whether the gateway requires a positive decision, so that the rules of hosts count. */
  readonly decided: boolean;
  /** Whether the server can read rules, which are JSON. Else it knows hosts without rules only. */
  readonly readsRules: boolean;
  /** The expressions that the rules of hosts refer to, by name. @default - none */
  readonly expressions?: PolicyNeeds['expressions'];
}

/** A named expression, which later expressions read as `variables.<name>`. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** Requests, and the response to them. */
export interface Answer {
  /** True for these requests. */
  readonly when: string;
  readonly response: string;
}

/** The parts of a request policy in CEL. Each form of the policy object arranges them in its own way. */
export interface RequestPolicyParts {
  readonly variables: readonly Variable[];
  /** The requests that are denied first. The first of these answers counts. */
  readonly denials: readonly Answer[];
  /** The requests that may leave, if none of the denials is about them. */
  readonly permits: readonly Answer[];
  /** The response to all other requests. */
  readonly deny: string;
}

/** What denied a request if no rule of a user did. Users cannot give rules these names. */
export const OWN_RULES = {
  node: 'from-node',
  unknown: 'unknown-host',
  notBegun: 'approval-not-begun',
  ended: 'approval-ended',
  withdrawn: 'approval-withdrawn',
  gateway: 'gateway',
  unclear: 'unclear-request',
  none: 'no-rule',
} as const;

/** A header that no request has, in place of one to remove. */
const NEVER_SENT = 'x-egress-none';

/** The body of the response to processes of the node, by which an operator learns what the caller is. */
const FROM_NODE = 'egress refused: the caller is a process of the node, which has no identity';

/**
 * Builds the policy. It is the same for all hosts: the rules of a host are in the context extensions of its route. Only what hosts cannot
 * say there is in the policy.
 */
export function requestPolicy(input: RequestPolicyInput): RequestPolicyParts {
  const { name, allow, message, nodeAddresses = [], decided, readsRules, expressions = new Map() } = input;
  const answer = answersOf(name, decided);
  const conditions = conditionOf(allow);
  const strip = conditions.reads.headers.map((header) => `.WithoutHeader(${quote(header)})`).join('');
  const fromNode = { when: isFrom(nodeAddresses), response: answer.deny(quote(FROM_NODE), quote(OWN_RULES.node)) };
  const first = nodeAddresses.length > 0 ? [fromNode] : [];
  const condition = { name: 'condition', expression: conditions.expression };
  if (!decided) {
    const permits = [{ when: 'variables.condition', response: answer.allow(strip, 'allow') }];
    return {
      variables: [...readVariables(conditions.reads), condition],
      denials: first,
      permits,
      deny: answer.deny(quote(message), quote(OWN_RULES.gateway)),
    };
  }
  const denials = [...first, ...aboutHost(message, answer), denial('!variables.condition', message, OWN_RULES.gateway, answer)];
  const [read, needed] = readsRules
    ? [readVariables(EVERYTHING), ruleVariables(expressions)]
    : [readVariables(conditions.reads), WITHOUT_RULES];
  const allowed = { when: 'variables.allowed', response: answer.allow(strip, 'allow') };
  const reported = { when: 'variables.reported', response: answer.allow(strip, 'report') };
  return {
    variables: [...HOST_VARIABLES, ...read, condition, ...needed],
    denials,
    permits: readsRules ? [reported, allowed] : [allowed],
    deny: answer.deny(quote(message), 'variables.rule'),
  };
}

interface Answers {
  allow(strip: string, decision: 'allow' | 'report'): string;
  /** @param body CEL @param rule CEL */
  deny(body: string, rule: string): string;
}

/** The responses, each with what the access log records. */
function answersOf(policy: string, decided: boolean): Answers {
  const about = decided
    ? ', "asked": variables.asked, "host": variables.host, "owner": variables.owner, "callers": variables.callers'
    : '';
  const metadata = (entries: string) => `.WithMetadata({${entries}, "policy": ${quote(policy)}${about}})`;
  const header = decided
    ? `.WithHeader(${quote(Decision.HEADER)}, variables.host).WithHeader("host", variables.authority).WithoutHeader(variables.strip)`
    : '';
  return {
    allow: (strip, decision) => {
      const would = decision === 'report' ? ', "would": "deny"' : '';
      const rule = decided ? ', "rule": variables.rule' : '';
      return `envoy.Allowed()${header}${strip}.Response()${metadata(`"decision": "${decision}"${would}${rule}`)}`;
    },
    deny: (body, rule) => `envoy.Denied(403).WithBody(${body}).Response()${metadata(`"decision": "deny", "rule": ${rule}`)}`,
  };
}

function denial(when: string, message: string, rule: string, answer: Answers): Answer {
  return { when, response: answer.deny(quote(message), quote(rule)) };
}

/** Whether the connection has one of these source addresses. Headers of the request do not change them. */
function isFrom(addresses: readonly string[]): string {
  return `object.attributes.source.address.socket_address.address in [${[...addresses].sort().map(quote).join(', ')}]`;
}

const context = (key: keyof typeof CONTEXT, otherwise: string) =>
  `object.attributes.context_extensions[?${quote(CONTEXT[key])}].orValue(${quote(otherwise)})`;

/** What the route says about its host. A route cannot speak for another host than that of the request. */
const HOST_VARIABLES: readonly Variable[] = [
  { name: 'asked', expression: 'object.attributes.request.http.host.split(":")[0].lowerAscii()' },
  { name: 'host', expression: context('host', '') },
  {
    name: 'mine',
    expression: `variables.asked != "" && (variables.asked == variables.host || variables.asked in ${context('names', '')}.split(",")
  || (variables.host.startsWith("*.") && variables.asked.endsWith(variables.host.substring(1)) && variables.asked.matches("^[a-z0-9._-]+$")))`,
  },
  {
    // The port on which the gateway received the request. Headers do not change it.
    name: 'port',
    expression: 'string(object.attributes.destination.address.socket_address.port_value)',
  },
  {
    name: 'sets',
    expression: `${context('callers', '')}.split(",").filter(set, set != "" && (!set.contains("=") || set.endsWith("=" + variables.port)))`,
  },
  { name: 'callers', expression: 'variables.sets.size() > 0 ? variables.sets[0].split("=")[0] : ""' },
  { name: 'owner', expression: context('owner', '') },
  {
    name: 'authority',
    expression: `object.attributes.context_extensions[?${quote(CONTEXT.authority)}].orValue(variables.asked)`,
  },
  { name: 'strip', expression: context('strip', NEVER_SENT) },
  { name: 'now', expression: `int(${REQUEST.time})` },
  { name: 'begins', expression: `int(${context('from', '0')})` },
  { name: 'ends', expression: `int(${context('until', '0')})` },
  { name: 'withdrawn', expression: context('withdrawn', '') },
];

/** Denials because of what the host is, and not of what is asked of it. */
function aboutHost(message: string, answer: Answers): Answer[] {
  const ask = `"; ask " + variables.owner`;
  const ticket = context('ticket', '');
  const text = (verb: string, instant: string) =>
    `"egress refused: the approval of " + variables.host + " ${verb} at " + string(timestamp(${instant}))`;
  const withdrawn = `"egress refused: the approval of " + variables.host + " was withdrawn " + variables.withdrawn + ${ask} + ", " + ${ticket}`;
  const notBegun = `${text('begins', 'variables.begins')} + ${ask} + ", " + ${ticket}`;
  const ended = `${text('ended', 'variables.ends')} + ${ask} + " to renew it, " + ${ticket}`;
  return [
    denial('!variables.mine || variables.callers == ""', message, OWN_RULES.unknown, answer),
    { when: 'variables.withdrawn != ""', response: answer.deny(withdrawn, quote(OWN_RULES.withdrawn)) },
    { when: 'variables.now < variables.begins', response: answer.deny(notBegun, quote(OWN_RULES.notBegun)) },
    { when: 'variables.now >= variables.ends', response: answer.deny(ended, quote(OWN_RULES.ended)) },
  ];
}

/** For servers without JSON: a host has no rules, so that every request may leave. */
const WITHOUT_RULES: readonly Variable[] = [
  { name: 'allowed', expression: `${context('rules', '')} == ${quote(JSON.stringify(EVERY_REQUEST))}` },
  { name: 'rule', expression: `variables.allowed ? "any" : ${quote(OWN_RULES.none)}` },
];

const URL_OF_PATH = `"http://h" + object.attributes.request.http.path`;

/** The first rule that the request matches, with and without those that only report. */
function ruleVariables(expressions: PolicyNeeds['expressions']): Variable[] {
  const sorted = [...expressions].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = sorted.map(([name, expression]) => ({ name, expression }));
  const chosen = sorted.reduceRight((rest, [name]) => `term.cel == ${quote(name)} ? variables.${name} : ${rest}`, UNKNOWN);
  const holds = celOfTerms('term', sorted.length > 0 ? `has(term.cel) ? (${chosen})\n  : ${UNKNOWN}` : UNKNOWN);
  return [
    { name: 'reads', expression: `json.Unmarshal(${context('reads', '{}')})` },
    { name: 'unclear', expression: UNCLEAR },
    ...named,
    { name: 'rules', expression: `json.Unmarshal(${context('rules', '[]')})` },
    { name: 'matching', expression: `variables.rules.filter(rule, rule.when.all(term,\n  ${holds}))` },
    { name: 'standing', expression: 'variables.matching.filter(rule, !has(rule.report) || int(rule.report) <= variables.now)' },
    { name: 'first', expression: 'variables.matching.size() > 0 ? variables.matching[0] : dyn({})' },
    { name: 'allowed', expression: '!variables.unclear && has(variables.first.allow)' },
    {
      name: 'permitted',
      expression: '!variables.unclear && variables.standing.size() > 0 && has(variables.standing[0].allow)',
    },
    { name: 'staged', expression: `variables.now < int(${context('report', '0')})` },
    { name: 'reported', expression: '!variables.allowed && (variables.permitted || variables.staged)' },
    {
      name: 'decider',
      expression: 'variables.reported ? variables.first : variables.standing.size() > 0 ? variables.standing[0] : dyn({})',
    },
    {
      name: 'rule',
      expression: `variables.unclear ? ${quote(OWN_RULES.unclear)}
  : has(variables.decider.allow) ? string(variables.decider.allow)
  : has(variables.decider.deny) ? string(variables.decider.deny)
  : ${quote(OWN_RULES.none)}`,
    },
  ];
}

/** An error, for which the gateway refuses the request: a newer version of this package can have written the rule. */
const UNKNOWN = 'int("unknown condition") == 0';

const EVERYTHING: Reads = { path: true, query: ['any'], headers: [], body: true };

/** The parts of a request that conditions read. */
function readVariables({ path, query, body }: Reads): Variable[] {
  const variables = [
    { name: 'path', expression: 'object.attributes.request.http.path.split("?")[0]' },
    { name: 'rawquery', expression: 'object.attributes.request.http.path.substring(variables.path.size())' },
    { name: 'query', expression: `isURL(${URL_OF_PATH}) ? url(${URL_OF_PATH}).getQuery() : {}` },
    { name: 'body', expression: `${REQUEST.body} == "" ? dyn({}) : json.Unmarshal(${REQUEST.body})` },
  ];
  const asks = query.length > 0;
  const needed = { path: path || asks, rawquery: asks, query: asks, body };
  return variables.filter(({ name }) => needed[name as keyof typeof needed]);
}

/*
 * A host could read some requests in another way than the policy: it decodes `%2F` and reads `;` in its own way, and takes either of two
 * parameters of one name.
 */
const UNCLEAR_PATH = '(variables.path.contains("%") || variables.path.contains(";"))';
const unclearQuery = (names: string) => `(!isURL(${URL_OF_PATH}) || variables.rawquery.contains(";")
    || variables.rawquery.matches("%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|[0-9A-Fa-f]?$)")
    || ${names}.exists(name, variables.query[?name].orValue([]).size() > 1))`;

const UNCLEAR = `(has(variables.reads.path) && ${UNCLEAR_PATH})
  || (has(variables.reads.query) && ${unclearQuery('variables.reads.query')})`;

/** What must hold for all requests: one of the conditions, for a request that has one meaning. */
function conditionOf(allow: readonly Condition[]): { readonly expression: string; readonly reads: Reads } {
  const reads = readsOf(allow);
  const parts = allow.map((each) => celOf(each));
  const one = parts.map((part) => (parts.length > 1 ? `(${part})` : part)).join(' || ');
  const unclear = [
    ...(reads.path ? [UNCLEAR_PATH] : []),
    ...(reads.query.length > 0 ? [unclearQuery(`[${reads.query.map(quote).join(', ')}]`)] : []),
  ];
  return { expression: unclear.length > 0 ? `!(${unclear.join(' || ')}) && (${one})` : one, reads };
}

/** A text as a CEL string literal. CEL knows the escapes of JSON. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
