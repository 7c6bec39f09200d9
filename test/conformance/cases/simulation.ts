import { simulationGroup } from '../simulation/simulation-group';

/** A few of the apps of `npm run conformance:requests`, with a fifth of the requests. */
export default simulationGroup('simulation', { apps: 4, requests: 100 });
