import { handWrittenGroup } from '../differential/hand-written-group';

/** Every fourth of the policies of `npm run conformance:requests`. */
export default handWrittenGroup('hand-written-policies', 4);
