/** JSON with its parts told apart by colour. */
export const Json = ({ text }: { readonly text: string }) => (
  <code>
    {tokensOf(text).map(({ kind, text: part }, index) =>
      kind === 'plain' ? (
        part
      ) : (
        <span key={index} className={`json-${kind}`}>
          {part}
        </span>
      ),
    )}
  </code>
);

/** Parsed and written with line breaks; as it is where it is no JSON. */
export const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

interface Token {
  readonly kind: 'key' | 'string' | 'word' | 'plain';
  readonly text: string;
}

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(true|false|null|-?\d[\d.eE+-]*)/g;

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, quoted, colon] = match;
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    if (quoted === undefined) tokens.push({ kind: 'word', text: whole });
    else {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: quoted });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    }
    end = match.index + whole.length;
  }
  tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
};
