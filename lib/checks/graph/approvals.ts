import { instantOf } from '../../core/instant';
import { KIND } from '../../core/kinds';
import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import type { Manifest } from '../../manifests/manifest';
import type { EgressGraph } from './index';

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

const KINDS = [KIND.ServiceEntry, KIND.WorkloadEntry, KIND.Backend];

/** The approval of every object of a graph that names a destination. Several rules ask for them. */
export const approvalsOf = memoizePerObject((graph: EgressGraph) =>
  approvalSubjects(graph).map((object) => ({ object, approval: writtenApproval(object) })),
);

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
