import { requestsGroup } from '../differential/requests-group';

/** A tenth of the requests of `npm run conformance:requests`. */
export default requestsGroup('requests', 1_050);
