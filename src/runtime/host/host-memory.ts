import type { HeapInfo } from 'node:v8'

export interface HostMemory {
  readonly heapBytes: number
  readonly externalBytes: number
}

/** What V8 says of a thread: its heap, and Buffers and array buffers beside it. */
export const hostMemory = ({ used_heap_size, external_memory }: HeapInfo): HostMemory => ({
  heapBytes: used_heap_size,
  externalBytes: external_memory,
})
