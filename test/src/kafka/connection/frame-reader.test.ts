import { expect, it } from 'vitest'
import { FrameReader } from '../../../../src/kafka/connection/frame-reader.ts'

const frameOf = (text: string) => {
  const bytes = Buffer.alloc(4 + text.length, text, 'latin1')
  bytes.writeInt32BE(text.length)
  bytes.write(text, 4)
  return bytes
}
const sent = Buffer.concat(['one', '', 'three'].map(frameOf))

function read(chunks: readonly Buffer[]): string[] {
  const frames: string[] = []
  const reader = new FrameReader((frame) => frames.push(frame.toString()))
  for (const chunk of chunks) reader.push(chunk)
  return frames
}

it('finds the messages wherever the stream is cut', () => {
  for (let first = 0; first <= sent.length; first++)
    for (let second = first; second <= sent.length; second++)
      expect(read([sent.subarray(0, first), sent.subarray(first, second), sent.subarray(second)])).toEqual([
        'one',
        '',
        'three',
      ])
})

it('finds them in single bytes', () => {
  expect(read(Array.from(sent, (byte) => Buffer.of(byte)))).toEqual(['one', '', 'three'])
})

it('hands out a message as soon as it is whole, and none before', () => {
  expect(read([sent.subarray(0, 6)])).toEqual([])
  expect(read([sent.subarray(0, 7)])).toEqual(['one'])
})

it('refuses a length below 0', () => {
  expect(() => read([Buffer.of(0xff, 0xff, 0xff, 0xff)])).toThrow(RangeError)
})
