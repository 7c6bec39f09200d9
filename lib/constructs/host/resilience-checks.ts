import { DURATION_FORMAT, showMillis, toMillis } from '../../core/duration';
import { isCount } from '../../core/numbers';
import type { PropCheck } from '../../core/prop-checks';
import { type Resilience, type ResilienceProps, retryProps } from './resilience';

interface ResilienceSubject {
  readonly props: ResilienceProps;
  readonly resilience: Resilience;
  /** Whether the platform can raise the limit of concurrent retries for this destination. */
  readonly breaker: boolean;
}

const WIDE: readonly unknown[] = ['wide-for-reads', 'wide'];
const MODES: readonly unknown[] = ['safe', ...WIDE];
const CONDITIONS: readonly string[] = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'envoy-ratelimited', 'retriable-4xx'],
  ...['refused-stream', 'retriable-status-codes', 'http3-post-connect-failure'],
  ...['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
];

const millis = (duration: string | undefined) => (duration === undefined ? undefined : toMillis(duration));
const total = ({ resilience }: ResilienceSubject) => (resilience.timeout === 'none' ? undefined : millis(resilience.timeout));
const perTry = ({ resilience }: ResilienceSubject) => millis(resilience.perTryTimeout);
const isStatus = (code: unknown) => isCount(code, 400, 599);
const lists = ({ resilience }: ResilienceSubject) => resilience.conditions;
const retries = ({ resilience }: ResilienceSubject) => isCount(resilience.retries, 1);

const aboutRetries = ({ props }: ResilienceSubject) => retryProps(props);

/** The checks of timeouts and retries. */
export const resilienceChecks: readonly PropCheck<ResilienceSubject>[] = [
  {
    rule: 'input/timeout',
    path: 'timeout',
    breaks: ({ resilience }) => resilience.timeout !== 'none' && !toMillis(resilience.timeout),
    allowed: `${DURATION_FORMAT}, greater than 0; or 'none' for requests without a time limit`,
    fix: 'correct the duration, or remove timeout for 15s',
  },
  {
    rule: 'input/timeout',
    path: 'perTryTimeout',
    breaks: ({ resilience }) => resilience.perTryTimeout !== undefined && !toMillis(resilience.perTryTimeout),
    allowed: `${DURATION_FORMAT}, greater than 0`,
    fix: 'correct the duration, or remove perTryTimeout',
  },
  {
    rule: 'input/timeout',
    path: 'perTryTimeout',
    breaks: (s) => (perTry(s) ?? Number.NaN) >= (total(s) ?? Number.POSITIVE_INFINITY),
    allowed: ({ resilience }) => `less than timeout, which is ${resilience.timeout}`,
    fix: 'lower perTryTimeout, or raise timeout',
  },
  {
    rule: 'input/timeout',
    path: 'perTryTimeout',
    breaks: (s) => retries(s) && WIDE.includes(s.resilience.retryOn) && s.resilience.perTryTimeout === undefined,
    allowed: ({ resilience }) =>
      `a duration, with retryOn '${resilience.retryOn}': without a time limit per try, a timeout is never retried`,
    fix: "set perTryTimeout, or set retryOn to 'safe'",
  },
  {
    rule: 'input/retries',
    path: 'retries',
    breaks: (s) => s.resilience.retries === 0 && aboutRetries(s).length > 0,
    got: (s) => `0, with ${aboutRetries(s).join(', ')}`,
    allowed: 'no other retry properties with retries: 0',
    fix: 'remove the other properties, or raise retries',
  },
  {
    rule: 'input/retry-on',
    path: 'retryOn',
    breaks: ({ resilience: { retryOn } }) => typeof retryOn !== 'object' && !MODES.includes(retryOn),
    allowed: `${MODES.join(', ')}, or { conditions, statusCodes }`,
    fix: "correct the mode, or remove retryOn for 'safe'",
  },
  {
    rule: 'input/retry-on',
    path: 'retryOn.conditions',
    breaks: (s) => lists(s).conditions.some((condition) => !CONDITIONS.includes(condition)),
    got: (s) => lists(s).conditions.filter((condition) => !CONDITIONS.includes(condition)),
    allowed: CONDITIONS.join(', '),
    fix: 'correct the condition',
  },
  {
    rule: 'egress/retry-never-fires',
    path: 'retryOn.conditions',
    breaks: (s) => retries(s) && lists(s).conditions.length === 0,
    got: (s) => `no conditions, with statusCodes ${JSON.stringify(lists(s).statusCodes)}`,
    allowed: 'at least one condition: status codes never match the 503 and 504 that Envoy itself sends',
    fix: "set retryOn to 'safe', 'wide-for-reads' or 'wide'",
  },
  {
    rule: 'input/retry-on',
    path: 'retryOn.statusCodes',
    breaks: (s) => lists(s).statusCodes.some((code) => !isStatus(code)),
    got: (s) => lists(s).statusCodes.filter((code) => !isStatus(code)),
    allowed: 'whole numbers from 400 to 599',
    fix: 'correct the status code',
  },
  {
    rule: 'egress/retry-budget',
    path: 'timeout',
    breaks: (s) => retries(s) && s.resilience.budget > (total(s) ?? Number.POSITIVE_INFINITY),
    got: ({ resilience }) => resilience.timeout,
    allowed: ({ resilience: r }) =>
      `at least ${showMillis(r.budget)}, for ${r.retries + 1} tries of ${r.perTryTimeout} and the pauses between them`,
    fix: 'raise timeout, or lower perTryTimeout or retries',
  },
  {
    rule: 'input/platform-feature',
    path: 'maxConcurrentRetries',
    breaks: ({ props, breaker }) => props.maxConcurrentRetries !== undefined && !breaker,
    allowed: 'no value: on this version of kgateway, at most 3 retries per host run at the same time',
    fix: "target kgateway 2.3 or later, use destination 'Backend' on 2.2, or remove maxConcurrentRetries",
  },
  {
    rule: 'egress/retry-limit',
    path: 'retries',
    breaks: (s) => retries(s) && !s.breaker,
    got: ({ resilience }) => resilience.retries,
    allowed:
      '0: on this version of kgateway, at most 3 retries per host run at the same time, and other requests are not retried',
    fix: "target kgateway 2.3 or later, use destination 'Backend' on 2.2, or set retries: 0",
  },
  {
    rule: 'egress/idle-retry',
    severity: 'warning',
    path: 'retryOn',
    breaks: ({ resilience }) => resilience.isIdle,
    got: ({ resilience }) => resilience.retryOn,
    allowed:
      "'wide-for-reads' or 'wide' for a host without TLS: in ambient, ztunnel accepts every connection, so 'safe' retries nothing",
    fix: "set retries: 0, use TLS, or set retryOn to 'wide-for-reads' or 'wide'",
  },
  {
    rule: 'egress/unsafe-retry',
    severity: 'info',
    path: 'retryOn',
    breaks: ({ resilience }) => resilience.asksToRepeatWrites !== undefined,
    got: ({ resilience }) => resilience.retryOn,
    allowed: "'safe' or 'wide-for-reads', if the host must not receive a request twice",
    fix: "set retryOn to 'safe' or 'wide-for-reads', unless repeated requests do no harm",
  },
];
