import { instantOf } from '../../core/instant';
import type { PropCheck } from '../../core/prop-checks';
import { type Field, objectOf, optional, required, text, value } from '../../core/shapes';
import type { IEgressGateway } from '../gateway/gateway-base';
import { INSTANTS } from './approval-checks';

/** Why requests to a host may leave undecided while no authorization server answers. */
export interface Undecided {
  /** Always `true`. It says what happens. */
  readonly allow: true;
  /** Why the host must stay reachable, such as an incident that it is needed to end. It is recorded as the waiver of `egress/fail-open`. */
  readonly reason: string;
  /**
   * Until when: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. From then on, the program reports it as an error. What is applied
   * already stays as it is: the gateway does not know this date.
   */
  readonly until: string;
}

const TEXTS = {
  rule: 'input/undecided',
  allowed: 'an object { allow: true, reason, until }',
  fix: "write undecided: { allow: true, reason: '…', until: '2027-06-30' }, or remove it",
};

/** The property `undecided`. */
export const undecidedField: Field = optional(
  objectOf(
    {
      allow: required(
        value((given) => given === true, { ...TEXTS, allowed: 'true', fix: 'write allow: true, or remove undecided' }),
        () => true,
      ),
      reason: required(text({ ...TEXTS, allowed: 'a non-empty string', fix: 'write the reason' }), () => '-'),
      until: required(text({ ...TEXTS, allowed: INSTANTS, fix: 'correct the date' }), () => '9999-12-31'),
    } satisfies Record<keyof Undecided, Field>,
    TEXTS,
  ),
);

interface UndecidedSubject {
  readonly props: { readonly gateway: IEgressGateway; readonly undecided?: Undecided };
  readonly now: Date;
}

const end = ({ props }: UndecidedSubject): number => instantOf(props.undecided?.until)?.millis ?? Number.NaN;

/** The checks of the property `undecided`. */
export const undecidedChecks: readonly PropCheck<UndecidedSubject>[] = [
  {
    rule: 'input/undecided',
    path: 'undecided',
    breaks: ({ props }) => props.undecided !== undefined && props.gateway.leavesUndecided !== true,
    got: () => 'a gateway that always decides, or never',
    allowed:
      "a gateway of its own with decision: 'while-available': a route can only add to the authorization of a shared gateway",
    fix: "attach the host to another EgressGateway with decision: 'while-available', or remove undecided",
  },
  {
    rule: 'input/undecided',
    path: 'undecided',
    breaks: ({ props }) => props.undecided === undefined && props.gateway.leavesUndecided === true,
    got: () => 'nothing',
    allowed: "a reason and an end for each host of a gateway with decision: 'while-available'",
    fix: "write undecided: { allow: true, reason: '…', until: '…' }, or attach the host to a gateway that always decides",
  },
  {
    rule: 'input/undecided',
    path: 'undecided.reason',
    breaks: ({ props }) => props.undecided?.reason.trim() === '',
    allowed: 'a non-empty string',
    fix: 'write why the host must stay reachable without a decision',
  },
  {
    rule: 'input/undecided',
    path: 'undecided.until',
    breaks: (s) => s.props.undecided !== undefined && Number.isNaN(end(s)),
    allowed: INSTANTS,
    fix: 'correct the date',
  },
  {
    rule: 'input/undecided',
    path: 'undecided.until',
    breaks: (s) => end(s) <= s.now.getTime(),
    allowed: ({ now }) => `a time after now, ${now.toISOString()}: the host may no longer be reached without a decision`,
    fix: 'attach the host to a gateway that always decides, or renew the end',
  },
];
