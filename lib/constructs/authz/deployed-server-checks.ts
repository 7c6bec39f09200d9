import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import type { AuthorizationServer, DeployedServerProps } from './authorization-server';
import { isPinned, isReleaseOf } from './server-image';

/** The data that the checks of a deployed server use. */
export interface DeployedServerSubject {
  readonly server: AuthorizationServer;
  readonly capabilities: Capabilities;
}

const deployed = ({ server }: DeployedServerSubject): DeployedServerProps => server.deployed ?? {};

/** Only for an image that the user names. */
const isNamed = (subject: DeployedServerSubject, test: (image: string, props: DeployedServerProps) => boolean): boolean => {
  const { image } = deployed(subject);
  return image !== undefined && test(image, deployed(subject));
};

/** True for a tag of the released image that is not of the selected version. */
function isOtherRelease(subject: DeployedServerSubject): boolean {
  const { image, version } = deployed(subject);
  const { server } = subject.capabilities;
  return image === undefined && version !== undefined && server !== undefined && !isReleaseOf(server, version);
}

/** The checks of a server that the construct deploys. */
export const deployedServerChecks: readonly PropCheck<DeployedServerSubject>[] = [
  {
    rule: 'input/server',
    path: 'server.version',
    breaks: (s) => isNamed(s, (image, { version }) => version !== undefined && isPinned(image)),
    got: (s) => `${deployed(s).version} and the image ${deployed(s).image}`,
    allowed: 'a version only for an image without a tag and a digest',
    fix: 'remove version, or the tag of the image',
  },
  {
    rule: 'input/server',
    path: 'server.version',
    breaks: isOtherRelease,
    got: (s) => deployed(s).version,
    allowed: ({ capabilities }) =>
      capabilities.server?.isNewest
        ? 'a release of kyverno-authz from v0.4.0 on, as v0.4.1'
        : 'a release of kyverno-envoy-plugin 0.3, as v0.3.0',
    fix: 'correct the version; for another minor version, select it by kyvernoAuthz of the platform',
  },
  {
    rule: 'input/server',
    path: 'server.digest',
    breaks: (s) => isNamed(s, (image, { digest }) => digest !== undefined && image.includes('@')),
    got: (s) => `${deployed(s).digest} and the image ${deployed(s).image}`,
    allowed: 'one digest',
    fix: 'remove digest, or the digest of the image',
  },
  {
    rule: 'input/server',
    path: 'server.image',
    breaks: (s) => isNamed(s, (image, { version, digest }) => !isPinned(image) && version === undefined && digest === undefined),
    got: (s) => deployed(s).image,
    allowed: 'an image with a tag or a digest: without one, it is whatever was pushed last',
    fix: "add version: 'v0.4.0', or digest: 'sha256:…'",
  },
  {
    rule: 'input/server',
    path: 'server.disruptionBudget',
    breaks: (s) => deployed(s).disruptionBudget === true && deployed(s).replicas === 1,
    got: () => 'true with one replica',
    allowed: 'true only with at least 2 replicas: with one, the budget either has no effect or keeps its node from being drained',
    fix: 'remove disruptionBudget, or replicas for 2',
  },
];
