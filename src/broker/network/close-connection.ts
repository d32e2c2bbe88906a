/** Thrown by a handler that has no other way to tell the client: the connection is closed without an answer. */
export class CloseConnection extends Error {}
