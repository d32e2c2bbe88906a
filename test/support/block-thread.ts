/** Never returns, and nor does the event loop of this worker thread turn; unlike an endless loop it leaves the processor to others. */
export function blockThread(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
