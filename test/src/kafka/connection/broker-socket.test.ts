import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { BrokerSocket } from '../../../../src/kafka/connection/broker-socket.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A peer that answers as it is told, and a connection to it. */
async function connected(serve: (socket: Socket) => void): Promise<BrokerSocket> {
  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = new BrokerSocket({ host: '127.0.0.1', port, clientId: 'test' })
  ends.push(() => {
    socket.close(new Error('the test is over'))
    server.close()
  })
  await socket.connect()
  return socket
}

const answer = (correlationId: number, text: string) => {
  const bytes = Buffer.alloc(8 + text.length)
  bytes.writeInt32BE(4 + text.length)
  bytes.writeInt32BE(correlationId, 4)
  bytes.write(text, 8)
  return bytes
}
const ask = (socket: BrokerSocket) => socket.send((id) => [Buffer.of(id)], { expectsAnswer: true })

it('gives each of several requests its own answer', async () => {
  const socket = await connected((peer) => {
    let seen = 0
    peer.on('data', (ids: Buffer) => {
      seen += ids.length
      if (seen === 3) peer.write(Buffer.concat([answer(0, 'a'), answer(1, 'b'), answer(2, 'c')]))
    })
  })
  const answers = await Promise.all([ask(socket), ask(socket), ask(socket)])
  expect(answers.map(String)).toEqual(['a', 'b', 'c'])
})

it('does not wait for an answer to a request without one', async () => {
  const socket = await connected((peer) => {
    peer.on('data', (ids: Buffer) => {
      if (ids.includes(1)) peer.write(answer(1, 'second'))
    })
  })
  expect(await socket.send((id) => [Buffer.of(id)], { expectsAnswer: false })).toBeNull()
  expect(String(await ask(socket))).toBe('second')
})

it('ends on an answer that is not the next request’s, and rejects what waits', async () => {
  const socket = await connected((peer) => {
    peer.on('data', () => peer.write(answer(7, 'whose?')))
  })
  let closes = 0
  socket.onClose = () => closes++
  await expect(ask(socket)).rejects.toThrow('the broker answered request 7, which is not its turn')
  await expect(ask(socket)).rejects.toThrow('the connection is closed')
  expect(closes).toBe(1)
})

it('rejects what waits when the broker goes', async () => {
  const socket = await connected((peer) => {
    peer.on('data', () => peer.destroy())
  })
  await expect(ask(socket)).rejects.toThrow(/closed the connection|ECONNRESET/)
})

it('rejects connect with the socket’s own error', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  await expect(new BrokerSocket({ host: '127.0.0.1', port, clientId: 'test' }).connect()).rejects.toThrow(
    'ECONNREFUSED',
  )
})

it('rejects connect with the reason of a close meanwhile', async () => {
  const socket = new BrokerSocket({ host: '127.0.0.1', port: 1, clientId: 'test' })
  const connecting = socket.connect()
  socket.close(new Error('too late'))
  await expect(connecting).rejects.toThrow('too late')
})
