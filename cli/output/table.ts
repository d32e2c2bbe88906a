import { stripVTControlCharacters } from 'node:util'

const width = (cell: string) => stripVTControlCharacters(cell).length

/** Columns padded to their widest cell, two spaces between, no trailing space. Cells may carry colour. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * Lines with class names in full where the terminal is wide enough for all of them, else without their packages. Without `columns` (no terminal) always
 * in full.
 */
export function fitted(
  lines: (classText: (name: string) => string) => string[],
  columns: number | undefined,
): string[] {
  const full = lines((name) => name)
  if (columns === undefined || full.every((line) => width(line) <= columns)) return full
  return lines((name) => name.slice(name.lastIndexOf('.') + 1))
}
