// How much of a report is read. Google's and Microsoft's largest are far below; a hostile one stops here.

/** Of the JSON, unpacked (RFC 8460 5.2: a receiver states its limits). */
export const MAX_REPORT_BYTES = 16 * 1024 * 1024;
export const MAX_DEPTH = 16;
/** Objects and arrays, so that brackets alone can't fill the memory. */
export const MAX_NESTED_VALUES = 1_000_000;
export const MAX_POLICIES = 100;
/** Failure details kept one by one; more of them are merged by type. */
export const MAX_DETAILS = 1000;
export const MAX_RESULT_TYPES = 100;
export const MAX_LIST = 100;
/** Characters of a name, an id, an address. */
export const MAX_NAME = 256;
/** Characters of additional-information and of a policy string. */
export const MAX_TEXT = 1000;
