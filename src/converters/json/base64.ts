/** Base64 as Jackson reads it (MIME without line feeds): padding is required, characters up to the blank are skipped, others refused. */
export function decodeBase64(text: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Jackson skips everything up to the blank
  const dense = text.replace(/[\u0000- ]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(dense))
    throw new SyntaxError('Illegal base64 content')
  return Buffer.from(dense, 'base64')
}
