import type { ListenerPolicyLocalReplies, ListenerPolicyMapper } from '../../../imports/gateway.kgateway.dev/listener-policy';
import { decisionField } from './access-log';

/** What a caller reads if the gateway refuses its request, or cannot carry it out. */
export interface Refusals {
  /**
   * The form of the response: `json` is an object with `error`, `message`, `status`, `host`, `rule`, `owner`, `request_id` and
   * `ask`. `text` has the same on one line each. Clients of gRPC get it as `grpc-message`. A value that is not known is `null`, in
   * texts `-`.
   */
  readonly format: 'json' | 'text';
  /**
   * Where to ask for access: a URL with the placeholders `{host}` (as the caller wrote it, or as the host gets it), `{rule}` and
   * `{id}` (of the request, as in the access log), such as `https://git.example.com/egress/issues/new?title={host}`.
   *
   * @default - none
   */
  readonly ask?: string;
}

/** What the gateway replies itself, by what happened: the first entry that matches counts. */
interface Reply {
  readonly error: string;
  readonly message: string;
  readonly when: ListenerPolicyMapper['filter'];
  readonly status?: number;
  /** In seconds. */
  readonly retryAfter?: number;
}

/** What the authorization, or a route, wrote into the response. */
const BODY = '%LOCAL_REPLY_BODY%';

/** After which time the authorization is asked again. Its servers are usually replaced within seconds. */
const OUTAGE_SECONDS = 5;

const details = (value: string): Reply['when'] => ({ celFilter: { match: `response.code_details == "${value}"` } });

/** @param limitSeconds when the next request has room in a rate limit, at the latest */
const repliesTo = (limitSeconds: number): readonly Reply[] => [
  {
    error: 'authorization_unavailable',
    message: 'the gateway cannot decide on requests at the moment',
    when: details('ext_authz_error'),
    status: 503,
    retryAfter: OUTAGE_SECONDS,
  },
  {
    error: 'rate_limited',
    message: 'too many requests',
    when: details('local_rate_limited'),
    retryAfter: limitSeconds,
  },
  { error: 'refused', message: BODY, when: details('ext_authz_denied') },
  { error: 'refused', message: BODY, when: details('direct_response') },
  // Not the reason that Envoy gives: it tells about the network and the certificates behind the gateway.
  {
    error: 'destination_failed',
    message: 'the destination did not answer',
    when: { statusCodeFilter: { op: 'GE', value: 500 } },
  },
];

/** All other replies of the gateway itself, such as those to requests without a valid token. */
const OTHER: Pick<Reply, 'error' | 'message'> = { error: 'rejected', message: BODY };

/** How the gateway words its own responses. Those of hosts stay as they are. */
export function localReplies(refusals: Refusals | undefined, limitSeconds: number): ListenerPolicyLocalReplies {
  const bodyOf = (reply: Pick<Reply, 'error' | 'message'>) => refusals && { ...formatOf(refusals, reply) };
  const mappers = repliesTo(limitSeconds)
    .filter(({ status, retryAfter }) => refusals ?? status ?? retryAfter)
    .map(({ when, status, retryAfter, ...reply }) => {
      const bodyFormatOverride = bodyOf(reply);
      return {
        filter: when,
        ...(status !== undefined && { statusCode: status }),
        ...(retryAfter !== undefined && { headers: { set: [{ name: 'retry-after', value: String(retryAfter) }] } }),
        ...(bodyFormatOverride && { bodyFormatOverride }),
      };
    });
  const defaultBodyFormat = bodyOf(OTHER);
  return { mappers, ...(defaultBodyFormat && { defaultBodyFormat }) };
}

/** Envoy writes JSON itself, so that no value can break it. */
function formatOf({ format, ask }: Refusals, { error, message }: Pick<Reply, 'error' | 'message'>) {
  const fields = {
    error,
    message,
    status: '%RESPONSE_CODE%',
    host: HOST,
    rule: RULE,
    owner: decisionField('owner'),
    request_id: ID,
    ...(ask !== undefined && { ask: withOperators(ask) }),
  };
  if (format === 'json') return { json: fields };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  return { text: lines.join(''), contentType: 'text/plain; charset=UTF-8' };
}

const HOST = '%REQ(:AUTHORITY)%';
const RULE = decisionField('rule');
const ID = '%REQ(X-REQUEST-ID)%';

/** The placeholders of `ask`. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { host: HOST, rule: RULE, id: ID };
const PLACEHOLDER = /\{([^{}]*)\}/g;

function withOperators(ask: string): string {
  return ask.replaceAll('%', '%%').replace(PLACEHOLDER, (text, name: string) => PLACEHOLDERS[name] ?? text);
}

/** Whether a text is a URL whose placeholders are known. */
export function isAskUrl(ask: unknown): boolean {
  if (typeof ask !== 'string' || !/^https?:\/\/[^\s"'<>\\^`|{}]+$/.test(ask.replace(PLACEHOLDER, 'x'))) return false;
  return (
    URL.canParse(ask.replace(PLACEHOLDER, 'x')) && [...ask.matchAll(PLACEHOLDER)].every(([, name = '']) => name in PLACEHOLDERS)
  );
}
