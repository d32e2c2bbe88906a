const decimalDigit = /^\p{Nd}$/u

/** `Character.digit(c, 10)` for a UTF-16 unit: the value of any Unicode decimal digit of the BMP, else -1. */
export function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code < 0x660 || !decimalDigit.test(String.fromCharCode(code))) return -1
  let start = code
  while (decimalDigit.test(String.fromCharCode(start - 1))) start--
  return code - start
}

/** `String.trim`: cuts units up to U+0020 from both ends, and only those. */
export function javaTrim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 32) start++
  while (end > start && text.charCodeAt(end - 1) <= 32) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** `String.split` with a plain separator: trailing empty parts are dropped, though never the whole of a text without separator. */
export function javaSplit(text: string, separator: string): string[] {
  const parts = text.split(separator)
  if (parts.length === 1) return parts
  let end = parts.length
  while (end > 0 && parts[end - 1] === '') end--
  return parts.slice(0, end)
}
