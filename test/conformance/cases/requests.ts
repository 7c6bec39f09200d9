import { requestsGroup } from '../differential/requests-group';

/** A few of the apps of `npm run conformance:requests`, with a tenth of the requests. */
export default requestsGroup('requests', { apps: [1, 5, 9, 13, 17, 21], requests: 50 });
