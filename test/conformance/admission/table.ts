// All rows of the table of admission requests.

import { NAMESPACE } from '../manifests';
import { KGATEWAY, ROOT, type Who } from './answers';
import { type Attempt, IDENTITIES, ISOLATION, NAMES, PODS, REPLICA_SETS } from './attempts';
import { APPROVER, type More, type Row } from './rows';
import { APPROVALS } from './rows-approvals';
import { DESTINATIONS } from './rows-destinations';
import { AT_GATEWAY } from './rows-gateway';

/** What only whoever deploys the gateway may write beside it, whatever else is right or wrong about it. */
export const isConfiguration = ([, { apiVersion, metadata }]: Attempt) =>
  metadata.namespace === NAMESPACE && /^(gateway|networking[.]istio|security[.]istio)/.test(apiVersion);

/** The attempts of somebody who may write everything and give approvals, as rows. */
function rowsOf(
  by: Row['refused'][number][0],
  attempts: readonly Attempt[],
  more: (isRefused: boolean) => More = () => ({}),
): Row[] {
  return attempts
    .filter((attempt) => !isConfiguration(attempt))
    .map(([title, object, message]) => ({
      title,
      object,
      as: APPROVER,
      refused: message === undefined ? [] : [[by, message]],
      ...more(message !== undefined),
    }));
}

/** The same from somebody to whom the policies do not apply. */
const exempt = (as: Who, attempts: readonly Attempt[]): Row[] =>
  attempts.map(([title, object]) => ({ title: `${title}, by ${as.user}`, object, as, refused: [] }));

export const ROWS: readonly Row[] = [
  ...DESTINATIONS,
  ...AT_GATEWAY,
  ...APPROVALS,
  ...rowsOf('pods', PODS),
  ...rowsOf('pods', REPLICA_SETS.slice(0, 2), (isRefused) => (isRefused ? { beyondKyverno: 'ReplicaSets' } : {})),
  ...rowsOf('identities', REPLICA_SETS.slice(2), () => ({ beyondKyverno: 'ReplicaSets' })),
  ...rowsOf('identities', IDENTITIES),
  ...rowsOf('isolation', ISOLATION),
  ...rowsOf('names', NAMES),
  ...exempt(ROOT, [...IDENTITIES, ...ISOLATION, ...NAMES]),
  ...exempt(KGATEWAY, IDENTITIES),
];
