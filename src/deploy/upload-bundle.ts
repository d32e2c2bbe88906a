import { createHash } from 'node:crypto'
import type { CompiledBundle } from '../spec/index.ts'
import type { ConnectClient } from './connect-client.ts'

/** Bytes of a chunk; a worker takes 512 KiB at most. */
const CHUNK_BYTES = 512 * 1024

export interface Uploaded {
  readonly hash: string
  readonly bytes: number
  readonly chunks: number
  /** The worker had it already. */
  readonly wasThere: boolean
}

/** Brings a bundle to the worker, unless it is there. Chunks go by their hash, so that an upload that broke off is simply made again. */
export async function uploadBundle(client: ConnectClient, { hash, code }: CompiledBundle): Promise<Uploaded> {
  const bytes = Buffer.from(code, 'utf8')
  const count = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES))
  const common = { hash, bytes: bytes.length, chunks: count }
  if ((await client.find(`/bundles/${hash}`)) !== null) return { ...common, wasThere: true }
  const chunks: string[] = []
  for (let i = 0; i < count; i++) {
    const chunk = bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES)
    const chunkHash = createHash('sha256').update(chunk).digest('hex')
    await client.call('PUT', `/bundle-chunks/${chunkHash}`, { data: chunk.toString('base64') })
    chunks.push(chunkHash)
  }
  await client.call('PUT', `/bundles/${hash}`, { chunks })
  return { ...common, wasThere: false }
}
