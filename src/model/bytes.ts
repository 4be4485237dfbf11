// The text of a file as it is on disk.

/** A file's content, one character a byte (latin1), so that no byte is lost whatever the encoding. */
export type Bytes = string;
