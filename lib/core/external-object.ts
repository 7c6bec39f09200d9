const OBJECT = /^[A-Z][A-Za-z0-9]* ([^\s/]+\/)?[^\s/]+$/;

/** The form of the name of an object that another repository owns, for messages. */
export const EXTERNAL_OBJECT = "'Kind namespace/name', or 'Kind name' for a cluster-scoped kind";

/** Whether a text names an object that another repository owns, such as `Gateway egress-system/egress`. */
export function isExternalObject(text: string): boolean {
  return OBJECT.test(text);
}
