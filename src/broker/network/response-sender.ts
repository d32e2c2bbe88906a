import type { DeferredBytes } from '../../protocol/index.ts'
import type { ConnectionStream } from '../system/network.ts'

/** Stretches of files are read in pieces of this size, each when the one before has been handed to the system. */
const PIECE_BYTES = 256 * 1024

const idlePieces: Buffer[] = []
const IDLE_PIECES_MAX = 16

/**
 * Sends the parts of a response in order. However large the response and slow the peer, one piece of it is in memory at a
 * time. Resolves when the last byte is handed over; rejects when the connection or a file fails.
 */
export async function sendResponse(
  stream: ConnectionStream,
  parts: readonly (Buffer | DeferredBytes)[],
): Promise<void> {
  const rest = [...parts]
  try {
    while (rest.length > 0) await sendSome(stream, rest)
  } finally {
    for (const part of rest) if (!Buffer.isBuffer(part)) part.release()
  }
}

/** Sends leading buffers, and at most one deferred part, in one vectored write. */
async function sendSome(stream: ConnectionStream, rest: (Buffer | DeferredBytes)[]): Promise<void> {
  stream.cork()
  try {
    while (rest.length > 0) {
      const part = rest.shift()!
      if (!Buffer.isBuffer(part)) {
        const sent = sendDeferred(stream, part)
        stream.uncork()
        return await sent
      }
      if (rest.length === 0) {
        const sent = write(stream, part)
        stream.uncork()
        return await sent
      }
      stream.write(part, () => {})
    }
  } finally {
    if (stream.writableCorked > 0) stream.uncork()
  }
}

async function sendDeferred(stream: ConnectionStream, part: DeferredBytes): Promise<void> {
  const piece = idlePieces.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES)
  try {
    for (let from = 0; from < part.length; from += PIECE_BYTES) {
      const target = piece.subarray(0, Math.min(PIECE_BYTES, part.length - from))
      part.read(target, from)
      await write(stream, target)
    }
  } finally {
    part.release()
    if (idlePieces.length < IDLE_PIECES_MAX) idlePieces.push(piece)
  }
}

function write(stream: ConnectionStream, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.destroyed) {
      reject(new Error('the connection is closed'))
      return
    }
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
