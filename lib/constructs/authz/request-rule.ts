import { REQUEST_RULE } from '../../core/brand';
import type { CallerSet } from '../caller/caller-set';
import type { RequestCondition } from './request-condition';

/** What a request must have for a {@link RequestRule}: all of it. */
export interface RequestMatch {
  /**
   * The name, which the access log records with each request that the rule decides on: a DNS label of at most 63 characters, unique
   * for the host.
   */
  readonly name: string;
  /**
   * Only requests of these callers: sets of the host, which has further sets in `moreCallers`. The port of its listener tells the sets
   * apart.
   *
   * @default - all callers of the host
   */
  readonly callers?: readonly CallerSet[];
  /** The methods, such as `['GET', 'HEAD']`. @default - every method */
  readonly methods?: readonly string[];
  /**
   * The paths, without the query, such as `['/v1/chat/completions']`. An entry that ends with `/*` stands for all paths below. A path
   * with `%` or `;` is refused, because the host could read it as another path.
   *
   * @default - every path
   */
  readonly paths?: readonly string[];
  /** Further conditions, all of which must hold. @default - none */
  readonly when?: readonly RequestCondition[];
}

/** The properties of a rule that denies. */
export interface DenyRule extends RequestMatch {
  /**
   * Only report, until this date: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. The later rules decide, and the access log has
   * `decision: report` and the name of this rule. From the date on, the rule denies.
   *
   * @default - it denies
   */
  readonly reportUntil?: string;
}

/** A rule for the requests to a host. The first rule that a request matches decides; a request that matches none is denied. */
export class RequestRule {
  /** Requests that may leave. */
  public static allow(match: RequestMatch): RequestRule {
    return new RequestRule('allow', match);
  }

  /** Requests that get a 403, even if a later rule allows them. */
  public static deny(match: DenyRule): RequestRule {
    return new RequestRule('deny', match);
  }

  protected readonly [REQUEST_RULE]: RequestEffect;

  private constructor(
    /** What happens to the requests. */
    public readonly effect: RequestEffect,
    /** Its properties. */
    public readonly match: DenyRule,
  ) {
    this[REQUEST_RULE] = effect;
  }
}

/** Whether a rule allows requests or denies them. */
export type RequestEffect = 'allow' | 'deny';
