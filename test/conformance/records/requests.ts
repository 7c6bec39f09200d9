import { ALL_APPS, requestsGroup } from '../differential/requests-group';

/** More than 10,000 requests: `npm run conformance:requests`. */
export default requestsGroup('all-requests', { apps: ALL_APPS, requests: 500 });
