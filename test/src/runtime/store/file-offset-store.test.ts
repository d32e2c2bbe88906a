import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nodeSystem } from '../../../../src/runtime/index.ts'
import { FileOffsetStore } from '../../../../src/runtime/store/file-offset-store.ts'
import { readJavaOffsetFile } from '../../../../src/runtime/store/java-offset-file.ts'
import { tempDir } from '../../../support/temp-dir.ts'

/** A map of three entries, one of them null, written by `java.io.ObjectOutputStream` as `FileOffsetBackingStore` does. */
const javaFile = fileURLToPath(new URL('../../../golden/data/java-standalone.offsets', import.meta.url))
const { files } = nodeSystem(() => {})

test("a Java worker's file is taken over and kept; from the first write on the file is ours", async () => {
  const path = join(tempDir(), 'connect.offsets')
  copyFileSync(javaFile, path)
  const store = new FileOffsetStore(path, files)
  await store.start()
  expect(await store.read('lines', [{ filename: 'a.txt' }])).toEqual([{ position: 14 }])
  expect(await store.list('näme')).toEqual([
    { partition: { table: 't', protocol: '1' }, offset: { incrementing: 9007199254740993n } },
  ])
  expect(await store.list('gone')).toEqual([])
  await store.write('lines', [{ partition: { filename: 'a.txt' }, offset: { position: 20 } }])
  await store.stop()
  expect(readFileSync(`${path}.java`)).toEqual(readFileSync(javaFile))
  const again = new FileOffsetStore(path, files)
  await again.start()
  expect(await again.read('lines', [{ filename: 'a.txt' }])).toEqual([{ position: 20 }])
  expect(await again.list('näme')).toHaveLength(1)
})

test('a Java file that broke off anywhere, or holds something else, is refused and left as it is', async () => {
  const bytes = readFileSync(javaFile)
  for (let length = 4; length < bytes.length; length++)
    expect(() => readJavaOffsetFile(bytes.subarray(0, length), 'x'), `${length} bytes`).toThrow(
      'x is not an offsets file of a Java',
    )
  const other = Buffer.from(bytes.toString('latin1').replace('java.util.HashMap', 'java.util.TreeMap'), 'latin1')
  const path = join(tempDir(), 'connect.offsets')
  writeFileSync(path, other)
  await expect(new FileOffsetStore(path, files).start()).rejects.toThrow('it holds a java.util.TreeMap')
  expect([readFileSync(path).equals(other), existsSync(`${path}.java`)]).toEqual([true, false])
})

test('a file that is there but cannot be read is not taken for none', async () => {
  const path = tempDir()
  await expect(new FileOffsetStore(path, files).start()).rejects.toThrow('cannot be read')
  expect(await files.read(join(path, 'none'))).toBeNull()
})
