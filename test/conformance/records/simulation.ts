import { simulationGroup } from '../simulation/simulation-group';

/** 10,000 requests: `npm run conformance:requests`. */
export default simulationGroup('all-simulation', { apps: 20, requests: 500 });
