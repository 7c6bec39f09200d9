import { simulationGroup } from '../simulation/simulation-group';

/** A tenth of the requests of `npm run conformance:requests`. */
export default simulationGroup('simulation', { apps: 10, requests: 100 });
