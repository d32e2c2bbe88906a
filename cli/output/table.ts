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
