import { instantOf } from '../../core/instant';
import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../core/labels';
import type { Manifest } from '../../manifests/manifest';
import type { EgressGraph } from './index';
import { kept } from './kept';

/** The approval that an object carries, as admission reads it. */
export interface WrittenApproval {
  readonly approved: boolean;
  /** The annotations that are absent or empty, and dates that are no instant such as `2027-03-01T00:00:00Z`. */
  readonly lacking: readonly string[];
  /** The first instant it holds, and the first it no longer holds, in milliseconds; `undefined` when malformed. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** Every object that names a destination and that admission judges: all but those that are on their way out of the cluster. */
function approvalSubjects({ catalogue }: EgressGraph): Manifest[] {
  const named: Manifest[] = KINDS.flatMap((kind) => catalogue.ofKind(kind) as readonly Manifest[]);
  const services = catalogue.ofKind('Service').filter(({ spec }) => spec?.type === 'ExternalName');
  return [...named, ...services].filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

const KINDS = ['networking.istio.io/ServiceEntry', 'networking.istio.io/WorkloadEntry', 'gateway.kgateway.dev/Backend'];

/** The approvals of all subjects, and how far they reach: where nothing ends soon, no rule has to look at each. */
export interface Approvals {
  readonly all: readonly { readonly object: Manifest; readonly approval: WrittenApproval }[];
  /** In milliseconds; infinite where there is none. */
  readonly latestFrom: number;
  readonly earliestUntil: number;
}

/** The {@link Approvals} of a graph. */
export const approvalsOf = kept((graph: EgressGraph): Approvals => {
  const all: { object: Manifest; approval: WrittenApproval }[] = [];
  let latestFrom = Number.NEGATIVE_INFINITY;
  let earliestUntil = Number.POSITIVE_INFINITY;
  for (const object of approvalSubjects(graph)) {
    const approval = writtenApproval(object);
    const { from, until } = approval;
    if (from !== undefined && from > latestFrom) latestFrom = from;
    if (until !== undefined && until < earliestUntil) earliestUntil = until;
    all.push({ object, approval });
  }
  return { all, latestFrom, earliestUntil };
});

/** The approval of an object. */
export function writtenApproval({ metadata }: Manifest): WrittenApproval {
  const labels = metadata.labels ?? {};
  const annotations = metadata.annotations ?? {};
  const lacking: string[] = TEXTS.filter((key) => !annotations[key]);
  const from = instantAt(annotations[APPROVAL_ANNOTATIONS.from]);
  const until = instantAt(annotations[APPROVAL_ANNOTATIONS.until]);
  if (from === undefined) lacking.push(APPROVAL_ANNOTATIONS.from);
  if (until === undefined) lacking.push(APPROVAL_ANNOTATIONS.until);
  return { approved: labels[APPROVED_LABEL] === 'true', lacking, from, until };
}

/** A date alone is no instant to admission. */
function instantAt(written: string | undefined): number | undefined {
  const found = instantOf(written);
  return found?.text === written ? found?.millis : undefined;
}

const DATES: readonly string[] = [APPROVAL_ANNOTATIONS.from, APPROVAL_ANNOTATIONS.until];
const TEXTS = Object.values(APPROVAL_ANNOTATIONS).filter((key) => !DATES.includes(key));
