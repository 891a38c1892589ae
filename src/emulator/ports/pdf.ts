/** One line of a page: its text, and its size in points. */
export interface PdfLine {
  readonly text: string;
  readonly size: number;
  readonly bold?: boolean;
}

const page = { width: 595, height: 842, margin: 56 };

/**
 * A PDF of one A4 page with these lines, top to bottom; what does not fit on the page is cut off. Only the
 * fonts that every reader has, so nothing is embedded; a character outside of Latin-1 becomes a question mark.
 */
export function onePagePdf(title: string, lines: readonly PdfLine[]): Uint8Array {
  const content = drawLines(lines);
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Contents 4 0 R ` +
      "/Resources << /Font << /Plain 5 0 R /Bold 6 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font("Helvetica"),
    font("Helvetica-Bold"),
    `<< /Title ${literal(title)} >>`,
  ]);
}

function drawLines(lines: readonly PdfLine[]): string {
  let y = page.height - page.margin;
  const drawn = lines.map(({ text, size, bold }) => {
    y -= size * 1.5;
    return `BT /${bold ? "Bold" : "Plain"} ${size} Tf ${page.margin} ${y} Td ${literal(text)} Tj ET`;
  });
  return drawn.join("\n");
}

/** Objects, a table of their offsets, and the trailer that points to it: all of it Latin-1, a byte a character. */
function assemble(objects: readonly string[]): Uint8Array {
  let file = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  // Every entry of the table is 20 bytes long, line end included.
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join("")}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\n`;
  return Buffer.from(`${file}startxref\n${start}\n%%EOF\n`, "latin1");
}

/** A string as PDF writes it. */
function literal(text: string): string {
  const latin = text.replace(/[^\x20-\x7e\xa0-\xff]/gu, "?");
  return `(${latin.replace(/[\\()]/g, "\\$&")})`;
}
