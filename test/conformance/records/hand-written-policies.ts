import { handWrittenGroup } from '../differential/hand-written-group';

/** All policies: `npm run conformance:requests`. */
export default handWrittenGroup('all-hand-written-policies', 1);
