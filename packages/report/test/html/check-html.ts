const voidElements = new Set(['meta', 'link', 'img', 'br', 'hr']);

/** What is wrong with a page: tags that do not match, ids given twice, references to ids that are not there, anything that a
 * browser would fetch or run. An empty list is a sound page.
 */
export function checkHtml(html: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const markup = html.replace(/<style>[\s\S]*?<\/style>/g, '<style></style>').replace(/^<!doctype html>/, '');
  for (const match of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|<|>/g)) {
    const [whole, closing, name, , selfClosing] = match;
    if (name === undefined) problems.push(`stray ${whole} at ${match.index}`);
    else if (closing === '/') {
      const last = open.pop();
      if (last !== name) problems.push(`</${name}> closes <${last}>`);
    } else if (selfClosing !== '/' && !voidElements.has(name)) open.push(name);
    if (name !== undefined && /^(script|iframe|object|embed|base|form)$/i.test(name))
      problems.push(`element <${name}>`);
  }
  if (open.length > 0) problems.push(`not closed: ${open.join(' ')}`);

  const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  if (new Set(ids).size !== ids.length) problems.push('an id is given twice');
  for (const match of markup.matchAll(/url\(#([^)]*)\)|href="#([^"]*)"|aria-labelledby="([^"]*)"/g)) {
    const target = match[1] ?? match[2] ?? match[3];
    if (!ids.includes(target)) problems.push(`nothing has the id ${target}`);
  }
  for (const match of markup.matchAll(/ (?:src|href|xlink:href)="([^"]*)"/g)) {
    if (!/^(#|data:)/.test(match[1]!)) problems.push(`reference to ${match[1]}`);
  }
  if (/url\((?!#)|@import/.test(html)) problems.push('style loads something');
  if (/\son\w+=/.test(markup)) problems.push('event handler');
  if (/https?:/.test(html.replace(/ xmlns(:\w+)?="[^"]*"/g, ''))) problems.push('a network address');
  return problems;
}
