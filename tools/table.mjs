// Writes a table in Markdown the way prettier wants it. Knows nothing of what it holds.

/** The first column is text; the others are aligned to the right unless `text` says how many are text. */
export function table(head, rows, text = 1) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const cells = (row) =>
    row.map((cell, column) => (column < text ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
  const rules = widths.map((width, column) =>
    column < text ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [cells(head), rules, ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
